import type { Log, TokenApi } from './token-api.ts';

/** The API's shortest life for a long-term token, in seconds. */
const BEARER_TTL_SECONDS = 3600;

interface BearerNeeds {
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
  { api, newAttempt, log }: BearerNeeds,
  work: (bearer: string) => Promise<T>,
): Promise<T> {
  // belief: api-bearer
  const bearer = await api.issue(newAttempt(), { scopes: ['tokens:revoke'], ttlSeconds: BEARER_TTL_SECONDS });
  try {
    return await work(bearer.access_token);
  } finally {
    await api.revoke(bearer.token_id, bearer.access_token).catch((error: unknown) => {
      log.warn('The bearer was not revoked; it dies within its hour', { tokenId: bearer.token_id, error });
    });
  }
}
