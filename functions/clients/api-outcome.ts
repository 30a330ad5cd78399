import { TokenApiUnavailable, TokenRefused } from '../core/errors.ts';
import type { HttpAnswer } from './bounded-request.ts';
import { NoAnswer } from './bounded-request.ts';
import { type AttemptOutcome, retryAfterSeconds } from './retry-policy.ts';
import { parseErrorCode } from './token-answer.ts';

/** What the API was asked to do, in words. */
export type Deed = 'issue a token' | 'exchange the token' | 'revoke a token';

interface Subject {
  /** The client's name in the settings. */
  readonly client: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** Whether the API did what it was asked, in whichever words it says so. */
export function isSuccess({ status }: HttpAnswer): boolean {
  return [200, 201, 202, 204].includes(status);
}

/**
 * Whether the API says no. Only its own form of error is definite: a gateway answers with any status, and a 408 of one came
 * after the API had acted.
 */
function isRefusal({ status, body }: HttpAnswer): boolean {
  return status >= 400 && status < 500 && status !== 408 && parseErrorCode(body) !== undefined;
}

/** Whether the API says that the token which it was shown is not valid. */
export function refusesToken(answer: HttpAnswer): boolean {
  return answer.status === 401 && parseErrorCode(answer.body) === 'invalid_token';
}

/** What came of one attempt, for whoever decides about another. */
export function outcomeOf(outcome: HttpAnswer | NoAnswer, now: number): AttemptOutcome {
  if (outcome instanceof NoAnswer) return { mayHaveActed: outcome.mayHaveArrived };
  return {
    status: outcome.status,
    retryAfterSeconds: retryAfterSeconds(outcome.header('retry-after'), now),
    mayHaveActed: !isRefusal(outcome),
  };
}

/** What an answer that is no success means. Nothing of it is repeated but its status and a code that is known. */
export function failureOf(
  answer: HttpAnswer,
  deed: Deed,
  { client, clock }: Subject,
): TokenRefused | TokenApiUnavailable {
  const { status } = answer;
  const { mayHaveActed, retryAfterSeconds: seconds } = outcomeOf(answer, clock());
  if (!mayHaveActed && status !== 429) {
    const apiCode = parseErrorCode(answer.body) ?? '';
    return new TokenRefused(`The API refused to ${deed}: ${status} ${apiCode}.`, { client, status, apiCode });
  }
  const again = seconds === undefined ? 'Try again later.' : `Try again in ${seconds} s.`;
  // Not in the API's form of an error: it is not the API that speaks.
  const said =
    status < 500 && mayHaveActed ? `and a gateway answered ${status}: check apiBaseUrl` : `and answered ${status}`;
  return new TokenApiUnavailable(`The API was asked to ${deed} ${said}. ${again}`, {
    client,
    mayHaveIssued: mayHaveIssued(deed, mayHaveActed),
    retryAfterSeconds: seconds,
  });
}

/** The failure of an answer that says that it was done, and tells nothing of what came of it. */
export function unreadable(deed: Deed, { client }: Subject): TokenApiUnavailable {
  return new TokenApiUnavailable(`The API was asked to ${deed} and gave an answer that cannot be read.`, {
    client,
    mayHaveIssued: mayHaveIssued(deed, true),
  });
}

/** Whether what may have been done left a long-term token: a short-term one dies by itself. */
export function mayHaveIssued(deed: Deed, mayHaveActed: boolean): boolean {
  return deed === 'issue a token' && mayHaveActed;
}

/** Milliseconds by which the API's clock is ahead of ours; 0 when it does not tell (belief: api-clock). */
export function driftOf(answer: HttpAnswer, now: number): number {
  const date = Date.parse(answer.header('date') ?? '');
  return Number.isNaN(date) ? 0 : date - now;
}
