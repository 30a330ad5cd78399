import { setTimeout as sleep } from 'node:timers/promises';
import { type ErrorSubject, TokenApiUnavailable, TokenNotRevocable, TokenRefused } from '../core/errors.ts';
import type { IssuedToken, Log, ShortTermToken, TokenApi, TokenRequest } from '../core/token-api.ts';
import { type HttpAnswer, type HttpRequest, NoAnswer, post } from './bounded-request.ts';
import { type GrantProof, issueRequest } from './grant-proof.ts';
import { type AttemptOutcome, retryAfterSeconds, retryDelay } from './retry-policy.ts';
import { parseErrorCode, parseTokenAnswer, type TokenAnswer } from './token-answer.ts';

export interface Click2MailAuthOptions {
  /** For example `https://api.click2mail.com/v2`. Plain http is allowed for loopback alone. */
  readonly baseUrl: string;
  /** The client's name in the settings, for errors. */
  readonly client: string;
  readonly clientId: string;
  /** Makes the proof for one HTTP attempt, at a time in epoch milliseconds. */
  readonly prove: (attempt: string, now: number) => Promise<GrantProof>;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Milliseconds that the function may still run. */
  readonly remainingMs: () => number;
  /** Lets so many milliseconds pass between two attempts; a timer when absent. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  /** Sends one POST; real HTTP when absent. A simulation has both ends in one process. */
  readonly post?: typeof post;
  readonly log: Log;
  /** Told after every answer by how many milliseconds the API's clock is ahead of ours. */
  readonly onDrift?: (milliseconds: number) => void;
}

const LONGEST_REQUEST_MS = 10_000;
/** Kept back from every request, to tell of its failure before the function is stopped. */
const LAST_WORDS_MS = 1_000;
/** Kept back from issuing: a token that cannot be stored any more is one that nobody knows. */
const STORING_MS = 5_000;

const NOTABLE_DRIFT_MS = 30_000;
const MOST_CORRECTION_MS = 5 * 60_000;

/** The three operations of Click2Mail's auth API, for one client. */
export function click2MailAuth(options: Click2MailAuthOptions): TokenApi {
  assertSecure(options.baseUrl);
  return {
    issue: (attempt, request) => issue(attempt, request, options),
    exchange: (longTermToken, scopes) => exchange(longTermToken, scopes, options),
    revoke: (tokenId, bearer) => revoke(tokenId, bearer, options),
  };
}

async function issue(attempt: string, request: TokenRequest, options: Click2MailAuthOptions): Promise<IssuedToken> {
  const { clientId, client, clock, log } = options;
  let correctionMs = 0;
  const send = async (): Promise<HttpAnswer> => {
    const proof = await options.prove(attempt, clock() + correctionMs);
    const { headers, json } = issueRequest(proof, clientId, request);
    const answer = await sendOnce({ path: '/auth/tokens/long', headers, json }, options, STORING_MS);
    const driftMs = driftOf(answer, clock());
    const isTimeBound = proof.kind === 'assertion' && answer.status === 401;
    if (!isTimeBound || correctionMs !== 0 || Math.abs(driftMs) <= NOTABLE_DRIFT_MS) return answer;
    log.warn("The API's clock differs from ours: signing once more by its time", { driftSeconds: driftMs / 1000 });
    correctionMs = Math.sign(driftMs) * Math.min(Math.abs(driftMs), MOST_CORRECTION_MS);
    return send();
  };
  const answer = await sendPatiently('issue a token', send, { isIdempotent: false }, options);
  const token = readToken(answer, 'issue a token', options);
  // belief: api-token-id
  const tokenId = [token.token_id, answer.header('x-token-id')].find((id) => typeof id === 'string' && id !== '');
  if (typeof tokenId !== 'string') {
    throw new TokenNotRevocable(
      'The API issued a token without an id, so it could never be revoked. It is not used; ask Click2Mail why.',
      { client },
    );
  }
  return {
    access_token: token.access_token,
    token_type: token.token_type,
    token_id: tokenId,
    issued_at: new Date(clock()).toISOString(),
    expires_at: new Date(token.expires_at).toISOString(),
    // What is not said to be narrowed was granted as asked (RFC 6749, section 5.1).
    scopes: token.scopes ?? request.scopes,
  };
}

async function exchange(
  longTermToken: string,
  scopes: readonly string[],
  options: Click2MailAuthOptions,
): Promise<ShortTermToken> {
  const request = {
    path: '/auth/tokens/short',
    headers: { authorization: `Bearer ${longTermToken}` },
    json: { scopes: [...scopes] },
  };
  const send = () => sendOnce(request, options);
  const answer = await sendPatiently('exchange the token', send, { isIdempotent: true }, options);
  const token = readToken(answer, 'exchange the token', options);
  return {
    access_token: token.access_token,
    token_type: token.token_type,
    token_id: token.token_id ?? undefined,
    expires_at: new Date(token.expires_at).toISOString(),
    scopes: token.scopes ?? scopes,
  };
}

async function revoke(tokenId: string, bearer: string, options: Click2MailAuthOptions): Promise<boolean> {
  const request = {
    path: `/auth/tokens/${encodeURIComponent(tokenId)}/revoke`,
    headers: { authorization: `Bearer ${bearer}` },
  };
  const send = () => sendOnce(request, options);
  const answer = await sendPatiently('revoke a token', send, { isIdempotent: true }, options);
  // Only the API's own word counts: a gateway answers 404 too, and the token lives on (belief: revoke-answer).
  const isGone = answer.status === 404 && parseErrorCode(answer.body) === 'not_found';
  if (answer.status !== 204 && !isGone) throw failureOf(answer, 'revoke a token', options);
  return !isGone;
}

/** Sends a request and, where that does no harm, sends it again while there is time. Gives the last answer. */
async function sendPatiently(
  deed: string,
  send: () => Promise<HttpAnswer>,
  { isIdempotent }: { readonly isIdempotent: boolean },
  { clock, remainingMs, wait = sleep, client }: Click2MailAuthOptions,
): Promise<HttpAnswer> {
  for (let attempts = 1; ; attempts += 1) {
    const outcome = await send().catch((error: unknown) => {
      if (error instanceof NoAnswer) return error;
      throw error;
    });
    const delay = retryDelay(judge(outcome, clock()), { isIdempotent, attempts, remainingMs: remainingMs() });
    if (delay !== undefined) {
      await wait(delay);
    } else if (outcome instanceof NoAnswer) {
      throw new TokenApiUnavailable(`The API was asked to ${deed}: ${outcome.message}. Try again later.`, {
        client,
        mayHaveActed: outcome.mayHaveArrived,
      });
    } else {
      return outcome;
    }
  }
}

async function sendOnce(
  request: Omit<HttpRequest, 'timeoutMs'>,
  options: Click2MailAuthOptions,
  keptBackMs = LAST_WORDS_MS,
): Promise<HttpAnswer> {
  const timeoutMs = Math.min(LONGEST_REQUEST_MS, options.remainingMs() - keptBackMs);
  if (timeoutMs <= 0) throw new NoAnswer('the function has no time left', false);
  const answer = await (options.post ?? post)(options.baseUrl, { ...request, timeoutMs });
  options.onDrift?.(driftOf(answer, options.clock()));
  return answer;
}

function judge(outcome: HttpAnswer | NoAnswer, now: number): AttemptOutcome {
  if (outcome instanceof NoAnswer) return { mayHaveActed: outcome.mayHaveArrived };
  const { status } = outcome;
  return {
    status,
    retryAfterSeconds: retryAfterSeconds(outcome.header('retry-after'), now),
    mayHaveActed: status < 400 || status >= 500,
  };
}

function readToken(answer: HttpAnswer, deed: string, options: Click2MailAuthOptions): TokenAnswer {
  if (answer.status !== 201) throw failureOf(answer, deed, options);
  const token = parseTokenAnswer(answer.body);
  if (token === undefined) {
    throw new TokenApiUnavailable(`The API was asked to ${deed} and gave an answer that cannot be read.`, {
      client: options.client,
      mayHaveActed: true,
    });
  }
  return token;
}

/** What an answer that is no success means. Nothing of it is repeated but its status and a code that is known. */
function failureOf(answer: HttpAnswer, deed: string, { client, clock }: Click2MailAuthOptions): Error {
  const { status } = answer;
  const subject: ErrorSubject = { client };
  if (status >= 400 && status < 500 && status !== 429) {
    const apiCode = parseErrorCode(answer.body);
    return new TokenRefused(`The API refused to ${deed}: ${status} ${apiCode}.`, { ...subject, status, apiCode });
  }
  const { retryAfterSeconds: seconds, mayHaveActed } = judge(answer, clock());
  const again = seconds === undefined ? 'Try again later.' : `Try again in ${seconds} s.`;
  return new TokenApiUnavailable(`The API was asked to ${deed} and answered ${status}. ${again}`, {
    ...subject,
    mayHaveActed,
    retryAfterSeconds: seconds,
  });
}

/** Milliseconds by which the API's clock is ahead of ours; 0 when it does not tell (belief: api-clock). */
function driftOf(answer: HttpAnswer, now: number): number {
  const date = Date.parse(answer.header('date') ?? '');
  return Number.isNaN(date) ? 0 : date - now;
}

function assertSecure(baseUrl: string): void {
  const { protocol, hostname } = new URL(baseUrl);
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback)) return;
  throw new TypeError(`apiBaseUrl must begin with https://, and ${protocol}//${hostname} does not.`);
}
