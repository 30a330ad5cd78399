import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from './api-error.ts';
import type { ApiState } from './api-request.ts';
import type { Token, TokenRecord } from './token-ledger.ts';

/**
 * The token in the Authorization header (RFC 6750, section 2.1); undefined when there is no such header.
 * @throws ApiError 401 when the header holds something else
 */
export function bearerOf({ authorization }: IncomingHttpHeaders): string | undefined {
  if (authorization === undefined) return undefined;
  const [, value] = /^Bearer +([\w\-.~+/]+=*)$/i.exec(authorization) ?? [];
  if (value === undefined) throw new ApiError(401, 'The Authorization header holds no bearer token.');
  return value;
}

/**
 * The live token with this value; the request is counted against its client's limit.
 * @param kind the only kind that is accepted; either when absent
 * @throws ApiError 401 when the token is absent, not known, expired, revoked or of another kind, 429 when its client
 * asks too often
 */
export function liveToken(
  { ledger, clients, clock }: ApiState,
  value: string | undefined,
  kind?: TokenRecord['kind'],
): Token {
  if (value === undefined) throw new ApiError(401, 'A bearer token is needed.');
  const token = ledger.withValue(value);
  if (token === undefined) throw new ApiError(401, 'The token is malformed or not known.');
  clients.admit(token.clientId, clock.now());
  const state = ledger.stateOf(token);
  if (state !== 'live') throw new ApiError(401, `The token is ${state}.`);
  if (kind !== undefined && token.kind !== kind) throw new ApiError(401, `A ${kind}-term token is needed.`);
  return token;
}
