import type { LoopbackResponse } from '../loopback-server.ts';
import { jsonAnswer } from './api-answer.ts';
import type { Token } from './token-ledger.ts';

/** The answer to both issue operations. */
export function issuedToken(token: Token, headers?: Readonly<Record<string, string>>): LoopbackResponse {
  const { id, value, scopes, issuedAt, expiresAt } = token;
  const body = {
    token_type: 'Bearer',
    access_token: value,
    expires_in: Math.floor((expiresAt - issuedAt) / 1000),
    expires_at: new Date(expiresAt).toISOString(),
    scopes,
    token_id: id,
  };
  return jsonAnswer(201, body, headers);
}
