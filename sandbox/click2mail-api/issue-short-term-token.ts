import type { LoopbackResponse } from '../loopback-server.ts';
import { MINUTE_MS } from '../time.ts';
import { ApiError } from './api-error.ts';
import type { ApiRequest, ApiState } from './api-request.ts';
import { bearerOf, liveToken } from './bearer-token.ts';
import { issuedToken } from './issued-token.ts';
import { issueShortRequest } from './request-body.ts';
import { narrowScopes } from './scopes.ts';

const LIFE_MS = 15 * MINUTE_MS;

/** Exchanges a long-term token for a short-term one, which never outlives it. */
export function issueShortTermToken(state: ApiState, request: ApiRequest): LoopbackResponse {
  const fields = issueShortRequest(request.body);
  const inHeader = bearerOf(request.headers);
  if (inHeader !== undefined && fields.long_token !== undefined) {
    throw new ApiError(400, 'long_token is only for a token that is not in the header.', {
      details: { field: 'long_token' },
    });
  }
  const long = liveToken(state, inHeader ?? fields.long_token, 'long');
  // The operation's documented errors are 400, 401 and 429: a scope too many is a bad request, not a 403.
  const scopes = narrowScopes(long.scopes, fields.scopes, 400);
  const issuedAt = state.clock.now();
  const expiresAt = Math.min(issuedAt + LIFE_MS, long.expiresAt);
  const order = { clientId: long.clientId, grant: 'long_term_token', scopes, issuedAt, expiresAt } as const;
  return issuedToken(state.ledger.issueShort(order, request.baseUrl));
}
