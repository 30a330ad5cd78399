import type { Cancel, Clock } from '../clock.ts';
import { MINUTE_MS } from '../time.ts';

/**
 * When which alarm is evaluated. CloudWatch does so every minute; between two minutes at which a value comes into a
 * period or leaves one, nothing can change, and those evaluations are left out.
 */
export class EvaluationPlan<Alarm> {
  readonly #clock: Clock;
  readonly #evaluate: (minute: number, alarms: ReadonlySet<Alarm>) => void;
  /** By minutes since the epoch. */
  readonly #due = new Map<number, Set<Alarm>>();
  #next: { readonly minute: number; readonly cancel: Cancel } | undefined;

  constructor(clock: Clock, evaluate: (minute: number, alarms: ReadonlySet<Alarm>) => void) {
    this.#clock = clock;
    this.#evaluate = evaluate;
  }

  /** How many minutes are planned. */
  get size(): number {
    return this.#due.size;
  }

  /** @param minute since the epoch; where it is over, the next one */
  add(alarm: Alarm, minute: number): void {
    // A minute that is planned is not over.
    const at = this.#due.has(minute) ? minute : Math.max(minute, Math.floor(this.#clock.now() / MINUTE_MS) + 1);
    const alarms = this.#due.get(at);
    if (alarms !== undefined) {
      alarms.add(alarm);
      return;
    }
    this.#due.set(at, new Set([alarm]));
    if (this.#next === undefined || at < this.#next.minute) this.#order(at);
  }

  /** Forgets an alarm. */
  remove(alarm: Alarm): void {
    for (const alarms of this.#due.values()) alarms.delete(alarm);
  }

  #order(minute: number): void {
    this.#next?.cancel();
    this.#next = { minute, cancel: this.#clock.at(minute * MINUTE_MS, () => this.#run(minute)) };
  }

  #run(minute: number): void {
    const alarms = this.#due.get(minute) ?? new Set<Alarm>();
    this.#due.delete(minute);
    this.#next = undefined;
    try {
      this.#evaluate(minute, alarms);
    } finally {
      const [first, ...others] = this.#due.keys();
      if (first !== undefined) this.#order(others.reduce((least, one) => Math.min(least, one), first));
    }
  }
}
