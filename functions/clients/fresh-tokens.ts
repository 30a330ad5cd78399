/** A token that is younger may not be known everywhere yet: issuers of other systems took 2 to 8 s (belief: api-late-token). */
const FRESH_MS = 30_000;

/** The tokens that were got a moment ago, by this process or as somebody says who knows. */
export class FreshTokens {
  readonly #clock: () => number;
  readonly #since = new Map<string, number>();

  /** @param clock epoch milliseconds */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  add(token: string, since = this.#clock()): void {
    this.#since.set(token, since);
  }

  /** Whether the API may still be about to learn of it. */
  has(token: string): boolean {
    const since = this.#since.get(token);
    return since !== undefined && this.#clock() - since < FRESH_MS;
  }
}
