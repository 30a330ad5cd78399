import { withBearer } from '../core/bearer.ts';
import { NotBootstrapped, TokenNotRevocable } from '../core/errors.ts';
import type { Ledger } from '../core/ledger.ts';
import { NOTHING_REVOKED, type Revocation, type Revoking } from '../core/revocation.ts';
import { isAcceptedAtLast } from '../core/token-accepted.ts';
import { readToken } from '../core/token-secret.ts';
import type { OrderedVersion } from './ordered-version.ts';
import { type RevokeNowAnswer, revokeNowAnswer } from './revoke-now-answer.ts';

/** Revokes the current token without waiting for another: consumers are refused from now until the next rotation. */
export async function revokeCurrent({ versionId, tokenId }: OrderedVersion, revoking: Revoking): Promise<Revocation> {
  const { client, api, log } = revoking;
  if (tokenId === undefined) throw new NotBootstrapped('There is no token to revoke.', { client });
  const token = { versionId, tokenId };
  try {
    const wasKnown = await withBearer(revoking, (bearer) => api.revoke(tokenId, bearer));
    if (wasKnown || !(await isStillGood(versionId, revoking))) return { revoked: [token], failed: [] };
    throw new TokenNotRevocable('The API knows no token of this id, and the token still works.', { client, versionId });
  } catch (error) {
    log.warn('The token was not revoked', { ...token, error });
    return { revoked: [], failed: [{ ...token, error }] };
  }
}

/** A 404 may be a gateway's, or the id another's: only the token itself says whether it has ended. */
async function isStillGood(versionId: string, revoking: Revoking): Promise<boolean> {
  const token = await readToken(revoking.secret, { versionId });
  return token !== undefined && isAcceptedAtLast(token, revoking);
}

/**
 * Revokes a token that the ledger does not know (any more), for example one that was reported as unaccounted, or that
 * is to end even if a rotation makes it current. A person may have typed its id, so what the API does not know is not
 * called revoked.
 */
export async function revokeById(tokenId: string, ledger: Ledger, revoking: Revoking): Promise<RevokeNowAnswer> {
  const { client, api, log } = revoking;
  const answer = (told: Pick<RevokeNowAnswer, 'outcome' | 'reason'>, revocation: Revocation) =>
    revokeNowAnswer({ client, order_kept: false, ...told }, revocation, ledger.versions, revoking);
  try {
    const wasLive = await withBearer(revoking, (bearer) => api.revoke(tokenId, bearer));
    if (!wasLive) return answer({ outcome: 'unknown', reason: UNKNOWN }, NOTHING_REVOKED);
    return answer({ outcome: 'revoked' }, { revoked: [{ versionId: '', tokenId }], failed: [] });
  } catch (error) {
    log.warn('The token was not revoked', { tokenId, error });
    const failed = [{ versionId: '', tokenId, error }];
    return answer({ outcome: 'incomplete', reason: NOT_KEPT }, { revoked: [], failed });
  }
}

const UNKNOWN = 'The API knows no live token of this id: it has ended already, or the id or the client is another.';

const NOT_KEPT = 'No version of the secret holds this token, so the order is not kept: order it again.';
