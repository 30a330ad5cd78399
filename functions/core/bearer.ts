import { TokenRotationError } from './errors.ts';
import type { Log, TokenApi, TokenRequest } from './token-api.ts';

/** It can do nothing but revoke, for the shortest life that the API gives a long-term token. */
const BEARER: TokenRequest = { scopes: ['tokens:revoke'], ttlSeconds: 3600 };

interface UsingBearer {
  readonly api: TokenApi;
  readonly newAttempt: () => string;
  readonly log: Log;
}

/**
 * Does work that needs the scope `tokens:revoke` with a token issued for it alone: no token that is kept in a secret
 * may have that scope, or any reader of the secret could kill production. It is revoked last; should that fail, it
 * dies within its hour.
 */
export async function withBearer<T>(
  { api, newAttempt, log }: UsingBearer,
  work: (bearer: string) => Promise<T>,
): Promise<T> {
  // belief: api-bearer
  const bearer = await api.issue(newAttempt(), BEARER);
  try {
    return await work(bearer.access_token);
  } finally {
    await api.revoke(bearer.token_id, bearer.access_token).catch((error: unknown) => {
      log.warn('The bearer was not revoked; it dies within its hour', { tokenId: bearer.token_id, error });
    });
  }
}

/** What came of issuing a token only to see whether the API would. */
export interface IssueProbe {
  readonly accepted: boolean;
  /** Whether it is gone again; what is not dies within its hour. */
  readonly revoked: boolean;
  readonly token_id?: string;
  readonly failure?: { readonly code: string; readonly message: string };
}

/** Issues a token that can do nothing but be revoked, as the client's rotation would, and revokes it with itself. */
export async function probeIssuing({ api, newAttempt }: Omit<UsingBearer, 'log'>): Promise<IssueProbe> {
  let tokenId: string | undefined;
  try {
    const token = await api.issue(newAttempt(), BEARER);
    tokenId = token.token_id;
    const revoked = await api.revoke(tokenId, token.access_token);
    return { accepted: true, revoked, token_id: tokenId };
  } catch (error) {
    if (!(error instanceof TokenRotationError)) throw error;
    const failure = { code: error.code, message: error.message };
    return { accepted: tokenId !== undefined, revoked: false, ...(tokenId && { token_id: tokenId }), failure };
  }
}
