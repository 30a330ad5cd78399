import * as v from 'valibot';
import { parseJson } from '../core/json-text.ts';
import { isTokenId } from '../core/token-id.ts';

/** A token that an issuing operation gave, with what it takes to use it. */
export interface AnsweredToken {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Undefined when the answer names none that can be one. */
  readonly token_id: string | undefined;
  /** Epoch milliseconds by our clock: it may be used until then. */
  readonly expiresAt: number;
  /** Epoch milliseconds by our clock: it may work until then, whichever of its two expiries is meant. */
  readonly expiresAtTheLatest: number;
  /** Undefined when the answer says nothing of them. */
  readonly scopes: readonly string[] | undefined;
}

/** What there is in an answer that says that a token was issued. */
export type TokenReading =
  | { readonly kind: 'token'; readonly token: AnsweredToken }
  | { readonly kind: 'unfit'; readonly why: string; readonly tokenId: string | undefined }
  | { readonly kind: 'unreadable' };

/** When an answer came. Epoch milliseconds. */
export interface Receipt {
  readonly now: number;
  /** By the API's own clock; ours where it does not tell. */
  readonly apiNow: number;
  readonly tokenIdHeader: string | undefined;
}

/** A token has to fit into the header that it is sent in (RFC 6750, section 2.1). */
const B64_TOKEN = /^[\w.~+/-]+=*$/;

/**
 * Only what is needed; each field in every form that says what it means. RFC 6749, section 5.1, only recommends
 * `expires_in`, and knows scopes as one text.
 */
const ANSWER = v.object({
  access_token: v.pipe(v.string(), v.nonEmpty()),
  token_type: v.optional(v.unknown()),
  expires_in: v.optional(v.unknown()),
  expires_at: v.optional(v.unknown()),
  scopes: v.optional(v.unknown()),
  token_id: v.optional(v.unknown()),
});

const SCOPES = v.union([
  v.array(v.string()),
  v.pipe(
    v.string(),
    v.transform((text) => text.split(' ').filter((scope) => scope !== '')),
  ),
]);

/** Takes a token when there is enough to use it: a live token must not be lost over a field that nothing needs. */
export function readTokenAnswer(body: string, receipt: Receipt): TokenReading {
  const { success, output: answer } = v.safeParse(ANSWER, parseJson(body));
  if (!success) return { kind: 'unreadable' };
  const { access_token, token_type: type, scopes } = answer;
  const tokenId = [numberAsText(answer.token_id), receipt.tokenIdHeader].find(isTokenId);
  const unfit = (why: string): TokenReading => ({ kind: 'unfit', why, tokenId });
  if (!B64_TOKEN.test(access_token)) return unfit('it does not fit into a header');
  if (!isAbsent(type) && !(typeof type === 'string' && /^bearer$/i.test(type))) return unfit('it is no bearer token');
  const granted = v.safeParse(SCOPES, scopes);
  if (!isAbsent(scopes) && !granted.success) return unfit('its scopes cannot be read');
  const expiry = expiryOf(answer, receipt);
  if (expiry === undefined) return unfit('it does not say how long it lives, or has expired');
  const known = { access_token, token_type: 'Bearer', token_id: tokenId, ...expiry } as const;
  return { kind: 'token', token: { ...known, scopes: granted.success ? granted.output : undefined } };
}

/**
 * Life runs from receipt. For use, the shorter of the two expiries counts, the one that is a date by the API's own clock;
 * before anything is forgotten, the longer.
 */
function expiryOf(
  { expires_in, expires_at }: v.InferOutput<typeof ANSWER>,
  { now, apiNow }: Receipt,
): Pick<AnsweredToken, 'expiresAt' | 'expiresAtTheLatest'> | undefined {
  const at = timeOf(expires_at);
  const lives = [secondsOf(expires_in) * 1000, at - apiNow].filter((life) => life > 0 && life <= LONGEST_LIFE_MS);
  if (lives.length === 0) return undefined;
  const latest = [...lives.map((life) => now + life), at].filter((time) => time <= now + LONGEST_LIFE_MS);
  return { expiresAt: now + Math.min(...lives), expiresAtTheLatest: Math.max(...latest) };
}

/** A thousand years: what is longer is no length of a life, and no date. */
const LONGEST_LIFE_MS = 1000 * 365 * 86_400_000;

function secondsOf(value: unknown): number {
  if (typeof value === 'number') return Math.floor(value);
  return typeof value === 'string' && /^\s*\d+(?:\.\d*)?\s*$/.test(value) ? Math.floor(Number(value)) : NaN;
}

/** Above this, a number is milliseconds since 1970, and below seconds. */
const MILLISECONDS_FROM = 100_000_000_000;

/** A date in ISO 8601, or a number of seconds or milliseconds since 1970, as a number or a text. */
function timeOf(value: unknown): number {
  const number = secondsOf(value);
  if (!Number.isNaN(number)) return number < MILLISECONDS_FROM ? number * 1000 : number;
  return typeof value === 'string' ? Date.parse(value) : NaN;
}

/** A live token must not be lost over a field that is written as null instead of left out. */
function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function numberAsText(value: unknown): unknown {
  return Number.isSafeInteger(value) ? String(value) : value;
}

/** The codes that the API is known to answer; whatever else it says is not repeated. */
const API_CODES = [
  'invalid_grant',
  'invalid_token',
  'token_expired',
  'invalid_client',
  'insufficient_scope',
  'access_denied',
  'not_found',
  'rate_limited',
] as const;

/**
 * The code of an error in the API's own form, an object with a text `code`: undefined for what is none, such as a
 * gateway's page (belief: api-error-form).
 */
export function parseErrorCode(body: string): string | undefined {
  const { success, output } = v.safeParse(v.object({ code: v.string() }), parseJson(body));
  if (!success) return undefined;
  return API_CODES.find((known) => known === output.code) ?? 'unknown code';
}
