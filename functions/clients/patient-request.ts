import { TokenApiUnavailable } from '../core/errors.ts';
import { type Deed, driftOf, mayHaveIssued, outcomeOf } from './api-outcome.ts';
import { type HttpAnswer, type HttpRequest, NoAnswer, post } from './bounded-request.ts';
import { retryDelay } from './retry-policy.ts';

/** Whom is asked, and how long there is time for it. */
export interface Patience {
  readonly baseUrl: string;
  /** The client's name in the settings, for errors. */
  readonly client: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Milliseconds that the function may still run. */
  readonly remainingMs: () => number;
  readonly wait: (milliseconds: number) => Promise<unknown>;
  readonly post?: typeof post;
  /** Told after every answer by how many milliseconds the API's clock is ahead of ours. */
  readonly onDrift?: (milliseconds: number) => void;
}

/** What may be asked more than once. */
interface Repeating {
  /** Whether doing it twice does no harm; `never` where even what was refused is not asked again. */
  readonly isIdempotent: boolean | 'never';
  /** Whether an answer only says that the API does not know a fresh token yet. */
  readonly isNotYet: (answer: HttpAnswer) => boolean;
}

const LONGEST_REQUEST_MS = 10_000;
/** Kept back from every request, to tell of its failure before the function is stopped. */
const LAST_WORDS_MS = 1_000;

/**
 * Sends a request and, where that does no harm, sends it again while there is time.
 * @returns the last answer
 * @throws TokenApiUnavailable when there was none
 */
export async function sendPatiently(
  deed: Deed,
  send: () => Promise<HttpAnswer>,
  { isIdempotent, isNotYet }: Repeating,
  { clock, remainingMs, wait, client }: Patience,
): Promise<HttpAnswer> {
  for (let attempts = 1; ; attempts += 1) {
    const outcome = await send().catch((error: unknown) => {
      if (error instanceof NoAnswer) return error;
      throw error;
    });
    const came = {
      ...outcomeOf(outcome, clock()),
      isNotYet: !(outcome instanceof NoAnswer) && isNotYet(outcome),
    };
    const delay = retryDelay(came, { isIdempotent, attempts, remainingMs: remainingMs() });
    if (delay !== undefined) {
      await wait(delay);
    } else if (outcome instanceof NoAnswer) {
      throw new TokenApiUnavailable(`The API was asked to ${deed}: ${outcome.message}. Try again later.`, {
        client,
        mayHaveIssued: mayHaveIssued(deed, outcome.mayHaveArrived),
      });
    } else {
      return outcome;
    }
  }
}

/** Sends a request once, within what time there is. @throws NoAnswer */
export async function sendOnce(
  request: Omit<HttpRequest, 'timeoutMs'>,
  { baseUrl, clock, remainingMs, onDrift, ...patience }: Patience,
  keptBackMs = LAST_WORDS_MS,
): Promise<HttpAnswer> {
  const timeoutMs = Math.min(LONGEST_REQUEST_MS, remainingMs() - keptBackMs);
  if (timeoutMs <= 0) throw new NoAnswer('the function has no time left', false);
  const answer = await (patience.post ?? post)(baseUrl, { ...request, timeoutMs });
  onDrift?.(driftOf(answer, clock()));
  return answer;
}
