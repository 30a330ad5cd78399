import { setTimeout as sleep } from 'node:timers/promises';
import { TokenNotRevocable, TokenUnfit } from '../core/errors.ts';
import type { IssuedToken, Log, ShortTermToken, TokenApi, TokenRequest } from '../core/token-api.ts';
import { type Deed, driftOf, failureOf, isSuccess, mayHaveIssued, refusesToken, unreadable } from './api-outcome.ts';
import type { HttpAnswer, HttpRequest } from './bounded-request.ts';
import { FreshTokens } from './fresh-tokens.ts';
import { type GrantProof, issueRequest } from './grant-proof.ts';
import { type Patience, sendOnce, sendPatiently } from './patient-request.ts';
import { type AnsweredToken, readTokenAnswer } from './token-answer.ts';

export interface Click2MailAuthOptions extends Omit<Patience, 'wait'> {
  readonly clientId: string;
  /** Makes the proof for one HTTP attempt, at a time in epoch milliseconds. */
  readonly prove: (attempt: string, now: number) => Promise<GrantProof>;
  /** Lets so many milliseconds pass between two attempts; a timer when absent. */
  readonly wait?: Patience['wait'];
  readonly log: Log;
}

interface Asking extends Click2MailAuthOptions, Patience {
  readonly wait: Patience['wait'];
  readonly fresh: FreshTokens;
}

/** Kept back from issuing: a token that cannot be stored any more is one that nobody knows. */
const STORING_MS = 5_000;

const NOTABLE_DRIFT_MS = 30_000;
const MOST_CORRECTION_MS = 5 * 60_000;

/**
 * The three operations of Click2Mail's auth API, for one client.
 * @throws TypeError when `baseUrl` is neither https nor this machine
 */
export function click2MailAuth(options: Click2MailAuthOptions): TokenApi {
  assertSecure(options.baseUrl);
  const asking = { wait: sleep, ...options, fresh: new FreshTokens(options.clock) };
  return {
    issue: (attempt, request) => issue(attempt, request, asking),
    exchange: (longTermToken, scopes, issuedAt) => exchange(longTermToken, scopes, issuedAt, asking),
    revoke: (tokenId, bearer) => revoke(tokenId, bearer, asking),
  };
}

async function issue(attempt: string, request: TokenRequest, asking: Asking): Promise<IssuedToken> {
  const { client, clock, fresh } = asking;
  const { token_id, scopes, ...token } = readToken(
    await askForToken(attempt, request, asking),
    'issue a token',
    asking,
  );
  if (token_id === undefined) {
    throw new TokenNotRevocable(
      'The API issued a token without an id, so it could never be revoked. It is not used; ask Click2Mail why.',
      { client },
    );
  }
  fresh.add(token.access_token);
  // What is not said to be narrowed was granted as asked (RFC 6749, section 5.1).
  return { ...token, token_id, issued_at: new Date(clock()).toISOString(), scopes: scopes ?? request.scopes };
}

async function askForToken(attempt: string, request: TokenRequest, asking: Asking): Promise<HttpAnswer> {
  const { clientId, clock, fresh, log } = asking;
  let proof = await asking.prove(attempt, clock());
  let isProved = false;
  let correctionMs = 0;
  const send = async (): Promise<HttpAnswer> => {
    // An assertion serves once. Another short-term token would be as new, and as little known, each time.
    if (isProved && proof.kind !== 'short-term-token') proof = await asking.prove(attempt, clock() + correctionMs);
    isProved = true;
    const { headers, json } = issueRequest(proof, clientId, request);
    const answer = await sendOnce({ path: '/auth/tokens/long', headers, json }, asking, STORING_MS);
    const driftMs = driftOf(answer, clock());
    const isTimeBound = proof.kind === 'assertion' && answer.status === 401;
    if (!isTimeBound || correctionMs !== 0 || Math.abs(driftMs) <= NOTABLE_DRIFT_MS) return answer;
    log.warn("The API's clock differs from ours: signing once more by its time", { driftSeconds: driftMs / 1000 });
    correctionMs = Math.sign(driftMs) * Math.min(Math.abs(driftMs), MOST_CORRECTION_MS);
    return send();
  };
  const repeating = {
    isIdempotent: proof.kind === 'otp' ? ('never' as const) : false,
    isNotYet: (answer: HttpAnswer) =>
      proof.kind === 'short-term-token' && refusesToken(answer) && fresh.has(proof.token),
  };
  return sendPatiently('issue a token', send, repeating, asking);
}

async function exchange(
  longTermToken: string,
  scopes: readonly string[],
  issuedAt: number | undefined,
  asking: Asking,
): Promise<ShortTermToken> {
  if (issuedAt !== undefined) asking.fresh.add(longTermToken, issuedAt);
  const request = { path: '/auth/tokens/short', json: { scopes: [...scopes] } };
  const answer = await askWith(longTermToken, 'exchange the token', request, asking);
  const { scopes: granted, ...token } = readToken(answer, 'exchange the token', asking);
  asking.fresh.add(token.access_token);
  return { ...token, scopes: granted ?? scopes };
}

async function revoke(tokenId: string, bearer: string, asking: Asking): Promise<boolean> {
  const request = { path: `/auth/tokens/${encodeURIComponent(tokenId)}/revoke` };
  const answer = await askWith(bearer, 'revoke a token', request, asking);
  if (isSuccess(answer)) return true;
  // Not known, or gone, or a gateway's word: whether the token itself still works has to be asked (belief: revoke-answer).
  if (answer.status === 404 || answer.status === 410) return false;
  throw failureOf(answer, 'revoke a token', asking);
}

/** Asks with a token; one that was got a moment ago is shown again when the API does not know it yet. */
function askWith(
  token: string,
  deed: Deed,
  request: Pick<HttpRequest, 'path' | 'json'>,
  asking: Asking,
): Promise<HttpAnswer> {
  const { fresh } = asking;
  const headers = { authorization: `Bearer ${token}` };
  const isNotYet = (answer: HttpAnswer) => refusesToken(answer) && fresh.has(token);
  return sendPatiently(deed, () => sendOnce({ ...request, headers }, asking), { isIdempotent: true, isNotYet }, asking);
}

type ReadToken = Pick<AnsweredToken, 'access_token' | 'token_type' | 'token_id' | 'scopes'> &
  Pick<IssuedToken, 'expires_at' | 'expires_at_the_latest'>;

/** Expiries that differ by less are one, told in two ways. */
const ONE_EXPIRY_MS = 60_000;

/** @throws TokenRefused | TokenApiUnavailable | TokenUnfit of a token that is live, and not to be used */
function readToken(answer: HttpAnswer, deed: Deed, asking: Asking): ReadToken {
  if (!isSuccess(answer)) throw failureOf(answer, deed, asking);
  const now = asking.clock();
  const driftMs = driftOf(answer, now);
  const apiNow = Math.abs(driftMs) > NOTABLE_DRIFT_MS ? now + driftMs : now;
  const reading = readTokenAnswer(answer.body, { now, apiNow, tokenIdHeader: answer.header('x-token-id') });
  if (reading.kind === 'unreadable') throw unreadable(deed, asking);
  if (reading.kind === 'unfit') {
    const { why, tokenId } = reading;
    throw new TokenUnfit(`The API gave a token that cannot be used: ${why}. Ask Click2Mail why.`, {
      client: asking.client,
      ...(mayHaveIssued(deed, true) ? { tokenId, mayHaveIssued: true } : {}),
    });
  }
  const { expiresAt, expiresAtTheLatest, ...token } = reading.token;
  const iso = (time: number) => new Date(time).toISOString();
  const isOne = expiresAtTheLatest - expiresAt < ONE_EXPIRY_MS;
  return { ...token, expires_at: iso(expiresAt), ...(isOne ? {} : { expires_at_the_latest: iso(expiresAtTheLatest) }) };
}

function assertSecure(baseUrl: string): void {
  const { protocol, hostname } = new URL(baseUrl);
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback)) return;
  throw new TypeError(`apiBaseUrl must begin with https://, and ${protocol}//${hostname} does not.`);
}
