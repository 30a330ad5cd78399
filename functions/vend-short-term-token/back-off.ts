import { TokenApiUnavailable, TokenRefused } from '../core/errors.ts';

/** When something that keeps failing may be tried again. Times are epoch milliseconds. */
export interface BackOff {
  readonly failures: number;
  readonly until: number;
}

const FIRST_MS = 1000;
const LONGEST_MS = 60_000;

/** The back-off after one more failure: twice as long each time, or as long as the API asks. */
export function afterFailure(before: BackOff | undefined, now: number, retryAfterSeconds: number | undefined): BackOff {
  const failures = (before?.failures ?? 0) + 1;
  const own = Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS);
  return { failures, until: now + Math.max(own, (retryAfterSeconds ?? 0) * 1000) };
}

/** Whole seconds until it may be tried again; 0 when it may be tried now. */
export function secondsLeft(backOff: BackOff | undefined, now: number): number {
  return Math.max(0, Math.ceil(((backOff?.until ?? 0) - now) / 1000));
}

/**
 * Which exchanges failed, and when they may be tried again. An outage is the API's, and makes the consumer wait with
 * everything; a refusal answers one list of scopes, and delays no other.
 */
export class BackOffs {
  readonly #clock: () => number;
  readonly #byConsumer = new Map<string, BackOff>();
  readonly #byList = new Map<string, BackOff>();

  /** @param clock epoch milliseconds */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Whole seconds that a consumer still waits with a list of scopes; 0 when it need not. */
  secondsLeft(consumer: string, list: string): number {
    const now = this.#clock();
    const ofList = secondsLeft(this.#byList.get(nameOf(consumer, list)), now);
    return Math.max(ofList, secondsLeft(this.#byConsumer.get(consumer), now));
  }

  succeeded(consumer: string, list: string): void {
    this.#byConsumer.delete(consumer);
    this.#byList.delete(nameOf(consumer, list));
  }

  /** Only what the API did makes a consumer wait. */
  failed(consumer: string, list: string, error: unknown): void {
    if (error instanceof TokenRefused) {
      this.#forgetPast();
      const name = nameOf(consumer, list);
      this.#byList.set(name, afterFailure(this.#byList.get(name), this.#clock(), undefined));
    }
    if (error instanceof TokenApiUnavailable) {
      const before = this.#byConsumer.get(consumer);
      this.#byConsumer.set(consumer, afterFailure(before, this.#clock(), error.retryAfterSeconds));
    }
  }

  /** There are as many lists as a caller thinks of. */
  #forgetPast(): void {
    const now = this.#clock();
    for (const [name, { until }] of this.#byList) if (until + LONGEST_MS < now) this.#byList.delete(name);
  }
}

const nameOf = (consumer: string, list: string): string => JSON.stringify([consumer, list]);
