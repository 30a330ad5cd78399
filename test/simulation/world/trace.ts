interface Entry {
  readonly time: number;
  readonly who: string;
  readonly what: string;
  readonly fault?: string | undefined;
}

const KEPT = 400;

/** The latest things that happened, to be printed when a promise was broken. */
export class Trace {
  readonly clock: { now(): number };
  readonly #entries: Entry[] = [];
  #next = 0;

  constructor(clock: { now(): number }) {
    this.clock = clock;
  }

  add(who: string, what: string, fault?: string): void {
    this.#entries[this.#next] = { time: this.clock.now(), who, what, fault };
    this.#next = (this.#next + 1) % KEPT;
  }

  /** Oldest first. */
  lines(): string[] {
    const ordered = [...this.#entries.slice(this.#next), ...this.#entries.slice(0, this.#next)];
    return ordered.map(({ time, who, what, fault }) => {
      const struck = fault === undefined ? '' : `  *** ${fault} ***`;
      return `${new Date(time).toISOString()} ${who}: ${what}${struck}`;
    });
  }
}
