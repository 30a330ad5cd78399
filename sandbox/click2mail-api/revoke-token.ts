import type { LoopbackResponse } from '../loopback-server.ts';
import { ApiError } from './api-error.ts';
import type { ApiRequest, ApiState } from './api-request.ts';
import { bearerOf, liveToken } from './bearer-token.ts';
import { scopesCover } from './scopes.ts';

/** Revokes a token of the bearer's own client by its id, as often as it is asked to. */
export function revokeToken(state: ApiState, { headers, tokenId = '' }: ApiRequest): LoopbackResponse {
  const bearer = liveToken(state, bearerOf(headers));
  // The operation's documented errors are 401 and 404: a missing scope is no 403 here.
  if (!scopesCover(bearer.scopes, 'tokens:revoke')) throw new ApiError(401, 'The token lacks the scope tokens:revoke.');
  const token = state.ledger.withId(tokenId);
  if (token?.clientId !== bearer.clientId) throw new ApiError(404, 'There is no such token.');
  state.ledger.revoke(token);
  return { status: 204 };
}
