/** What came of one HTTP attempt. */
export interface AttemptOutcome {
  /** HTTP status; absent when there was no answer. */
  readonly status?: number;
  /** Seconds that the API asks to wait, when it does. */
  readonly retryAfterSeconds?: number | undefined;
  /** Whether the API may have done what was asked. */
  readonly mayHaveActed: boolean;
}

interface RetryRules {
  /** Whether doing it twice does no harm. */
  readonly isIdempotent: boolean;
  /** Attempts made so far. */
  readonly attempts: number;
  /** Milliseconds that the function may still run. */
  readonly remainingMs: number;
}

const MOST_ATTEMPTS = 3;
const FIRST_DELAY_MS = 250;

/** What must be left after a wait: time for one more attempt and for storing what it gave. */
const RESERVE_MS = 15_000;

/** Milliseconds to wait before the next attempt; undefined when there is to be none. */
export function retryDelay(outcome: AttemptOutcome, rules: RetryRules): number | undefined {
  if (rules.attempts >= MOST_ATTEMPTS || !isWorthRepeating(outcome, rules.isIdempotent)) return undefined;
  const asked = outcome.retryAfterSeconds;
  const delay = asked === undefined ? FIRST_DELAY_MS * 4 ** (rules.attempts - 1) : asked * 1000;
  return delay + RESERVE_MS <= rules.remainingMs ? delay : undefined;
}

function isWorthRepeating(outcome: AttemptOutcome, isIdempotent: boolean): boolean {
  const { status, mayHaveActed } = outcome;
  if (status === 429) return true;
  if (status !== undefined && status < 500) return false;
  // Nor does a 503 with Retry-After say that nothing was done: a proxy sends it when the API's answer comes too late.
  return isIdempotent || !mayHaveActed;
}

/**
 * Seconds of a Retry-After header: a number, or an HTTP date (RFC 9110, section 10.2.3; belief: api-retry-after).
 * @param now epoch milliseconds
 */
export function retryAfterSeconds(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header);
  const date = header.endsWith(' GMT') ? Date.parse(header) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}
