import { RenewedJustNow, TokenApiUnavailable, type TokenRotationError } from '../core/errors.ts';
import type { Vended } from './vending.ts';

/** What a caller is given, in the API's own field names. */
export interface VendAnswer {
  readonly token_type: string;
  readonly access_token: string;
  /** Seconds from now. */
  readonly expires_in: number;
  readonly expires_at: string;
  readonly scopes: readonly string[];
  readonly token_id?: string;
}

/** An answer of a function URL (payload format 2.0). */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function vendAnswer({ token, expiresAt }: Vended, now: number): VendAnswer {
  return {
    token_type: token.token_type,
    access_token: token.access_token,
    expires_in: Math.floor((expiresAt - now) / 1000),
    expires_at: token.expires_at,
    scopes: token.scopes,
    ...(token.token_id === undefined ? {} : { token_id: token.token_id }),
  };
}

export function httpAnswer(answer: VendAnswer): HttpAnswer {
  return { statusCode: 200, headers: HEADERS, body: JSON.stringify(answer) };
}

/** A failure as the API words its own: code, message, details. What an operator must mend is no business of the caller. */
export function httpError(error: TokenRotationError): HttpAnswer {
  const { statusCode, message } = statusOf(error);
  const seconds = secondsUntilAgain(error);
  return {
    statusCode,
    headers: { ...HEADERS, ...(seconds === undefined ? {} : { 'retry-after': String(seconds) }) },
    body: JSON.stringify({
      code: error.code.toLowerCase(),
      message,
      ...(seconds === undefined ? {} : { details: { retry_after_seconds: seconds } }),
    }),
  };
}

function secondsUntilAgain(error: TokenRotationError): number | undefined {
  if (error instanceof RenewedJustNow) return error.retryAfterSeconds;
  return error instanceof TokenApiUnavailable ? (error.retryAfterSeconds ?? 5) : undefined;
}

/** Whether a request that failed with this code would fail again, however well everything else works. */
export function isCallersFault(code: string): boolean {
  return statusOf({ code, message: '' }).statusCode < 500;
}

const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };

function statusOf({ code, message }: Pick<TokenRotationError, 'code' | 'message'>): {
  statusCode: number;
  message: string;
} {
  switch (code) {
    case 'INVALID_VEND_REQUEST':
      return { statusCode: 400, message };
    case 'SCOPE_NOT_ALLOWED':
    case 'UNKNOWN_PROFILE':
      return { statusCode: 403, message };
    case 'TOO_MANY_NARROWINGS':
    case 'RENEWED_JUST_NOW':
      return { statusCode: 429, message };
    case 'TOKEN_API_UNAVAILABLE':
    case 'NOT_BOOTSTRAPPED':
    case 'SECRET_UNREADABLE':
      return { statusCode: 503, message };
    case 'TOKEN_REFUSED':
      return { statusCode: 502, message: 'Click2Mail refused the exchange. An operator has to look.' };
    case 'TOKEN_UNFIT':
      return { statusCode: 502, message: 'Click2Mail gave a token that is not as asked. An operator has to look.' };
    default:
      return { statusCode: 500, message: 'No token can be vended. An operator has to look.' };
  }
}
