import { TokenRotationError } from './errors.ts';
import type { TokenApi } from './token-api.ts';

/** What came of issuing a token only to see whether the API would. */
export interface IssueProbe {
  readonly accepted: boolean;
  /** Whether it is gone again; what is not dies within its hour. */
  readonly revoked: boolean;
  readonly token_id?: string;
  readonly failure?: { readonly code: string; readonly message: string };
}

interface Probing {
  readonly api: TokenApi;
  readonly newAttempt: () => string;
}

/** The API's shortest life for a long-term token, in seconds. */
const PROBE_TTL_SECONDS = 3600;

/** Issues a token that can do nothing but be revoked, as the client's rotation would, and revokes it with itself. */
export async function probeIssuing({ api, newAttempt }: Probing): Promise<IssueProbe> {
  let tokenId: string | undefined;
  try {
    const token = await api.issue(newAttempt(), { scopes: ['tokens:revoke'], ttlSeconds: PROBE_TTL_SECONDS });
    tokenId = token.token_id;
    await api.revoke(tokenId, token.access_token);
    return { accepted: true, revoked: true, token_id: tokenId };
  } catch (error) {
    if (!(error instanceof TokenRotationError)) throw error;
    const failure = { code: error.code, message: error.message };
    return { accepted: tokenId !== undefined, revoked: false, ...(tokenId && { token_id: tokenId }), failure };
  }
}
