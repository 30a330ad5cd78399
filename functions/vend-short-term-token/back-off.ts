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

/** Which consumers' exchanges failed, and when they may be tried again. */
export class BackOffs {
  readonly #clock: () => number;
  readonly #byConsumer = new Map<string, BackOff>();

  /** @param clock epoch milliseconds */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Whole seconds that a consumer still waits; 0 when it need not. */
  secondsLeft(consumer: string): number {
    return secondsLeft(this.#byConsumer.get(consumer), this.#clock());
  }

  succeeded(consumer: string): void {
    this.#byConsumer.delete(consumer);
  }

  /** Only what the API did makes a consumer wait. */
  failed(consumer: string, error: unknown): void {
    if (!(error instanceof TokenApiUnavailable || error instanceof TokenRefused)) return;
    const asked = error instanceof TokenApiUnavailable ? error.retryAfterSeconds : undefined;
    this.#byConsumer.set(consumer, afterFailure(this.#byConsumer.get(consumer), this.#clock(), asked));
  }
}
