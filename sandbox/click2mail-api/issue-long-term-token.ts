import type { LoopbackResponse } from '../loopback-server.ts';
import type { ApiRequest, ApiState } from './api-request.ts';
import { issuedToken } from './issued-token.ts';
import { issueLongRequest } from './request-body.ts';
import { narrowScopes } from './scopes.ts';
import { steppedUpClient } from './step-up.ts';

const DAY_SECONDS = 24 * 60 * 60;
const USUAL_TTL_SECONDS = 30 * DAY_SECONDS;
const LONGEST_TTL_SECONDS = 90 * DAY_SECONDS;

/** Issues a long-term token. Not idempotent: each success makes one more live token. */
export async function issueLongTermToken(state: ApiState, request: ApiRequest): Promise<LoopbackResponse> {
  const fields = issueLongRequest(request.body);
  const { client, grant } = await steppedUpClient(state, request, fields);
  const scopes = narrowScopes(client.scopes, fields.scopes, 403);
  const seconds = Math.min(fields.ttl_seconds ?? USUAL_TTL_SECONDS, LONGEST_TTL_SECONDS);
  const issuedAt = state.clock.now();
  const expiresAt = issuedAt + seconds * 1000;
  const token = state.ledger.issueLong({ clientId: client.clientId, grant, scopes, issuedAt, expiresAt });
  return issuedToken(token, { 'x-token-id': token.id });
}
