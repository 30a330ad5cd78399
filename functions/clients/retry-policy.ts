/** What came of one HTTP attempt. */
export interface AttemptOutcome {
  /** HTTP status; absent when there was no answer. */
  readonly status?: number;
  /** Seconds that the API asks to wait, when it does. */
  readonly retryAfterSeconds?: number | undefined;
  /** Whether the API may have done what was asked. */
  readonly mayHaveActed: boolean;
  /** Whether it does not know a token yet that is seconds old. */
  readonly isNotYet?: boolean;
}

interface RetryRules {
  /** Whether doing it twice does no harm; `never` where even what was refused is not asked again. */
  readonly isIdempotent: boolean | 'never';
  /** Attempts made so far. */
  readonly attempts: number;
  /** Milliseconds that the function may still run. */
  readonly remainingMs: number;
}

const MOST_ATTEMPTS = 3;
const FIRST_DELAY_MS = 250;

/** What must be left after a wait: time for one more attempt and for storing what it gave. */
const RESERVE_MS = 15_000;

/** Waits for a token that is not known everywhere yet: together longer than the 8 s that other issuers took. */
const NOT_YET_DELAYS_MS = [1000, 2000, 3000, 4000];

/** Milliseconds to wait before the next attempt; undefined when there is to be none. */
export function retryDelay(outcome: AttemptOutcome, rules: RetryRules): number | undefined {
  const delay = outcome.isNotYet === true ? NOT_YET_DELAYS_MS[rules.attempts - 1] : delayAfterFailure(outcome, rules);
  return delay !== undefined && delay + RESERVE_MS <= rules.remainingMs ? delay : undefined;
}

function delayAfterFailure(outcome: AttemptOutcome, rules: RetryRules): number | undefined {
  if (rules.attempts >= MOST_ATTEMPTS || !isWorthRepeating(outcome, rules)) return undefined;
  const asked = outcome.retryAfterSeconds;
  return asked === undefined ? FIRST_DELAY_MS * 4 ** (rules.attempts - 1) : asked * 1000;
}

function isWorthRepeating({ status, mayHaveActed }: AttemptOutcome, { isIdempotent }: RetryRules): boolean {
  if (isIdempotent === 'never') return false;
  if (status !== undefined && status < 500 && status !== 408 && status !== 429) return false;
  // Nor does a 503 with Retry-After say that nothing was done: a proxy sends it when the API's answer comes too late.
  return isIdempotent || !mayHaveActed;
}

/** What is obeyed, and told to callers, at most: whoever asks for more would shut a consumer out. */
const LONGEST_WAIT_SECONDS = 300;

/** RFC 9110, section 5.6.7: beside the fixed form, recipients read the two that are obsolete; all are in UTC. */
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;

/**
 * Seconds of a Retry-After header, five minutes at most: a number, or an HTTP date in any of its three forms (RFC 9110,
 * section 10.2.3; belief: api-retry-after).
 * @param now epoch milliseconds
 */
export function retryAfterSeconds(header: string | undefined, now: number): number | undefined {
  const text = header?.trim();
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Math.min(Number(text), LONGEST_WAIT_SECONDS);
  const date = ASCTIME.test(text) ? Date.parse(`${text} GMT`) : text.endsWith(' GMT') ? Date.parse(text) : NaN;
  if (Number.isNaN(date)) return undefined;
  return Math.min(Math.max(0, Math.ceil((date - now) / 1000)), LONGEST_WAIT_SECONDS);
}
