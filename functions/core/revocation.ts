import { withBearer } from './bearer.ts';
import type { Ledger } from './ledger.ts';
import type { SecretVersions } from './secret-versions.ts';
import type { Log, TokenApi } from './token-api.ts';
import { lifeLeft, readToken, readTokenIfAny, type TokenSecret } from './token-secret.ts';
import { carries, dueVersions, isInUse, isTracked, PENDING, type VersionStages } from './version-labels.ts';

/** Only a token that expired longer ago than any two clocks differ is left to its expiry. */
const SURELY_EXPIRED_MS = 5 * 60 * 1000;

export interface Revoking {
  readonly secret: SecretVersions;
  readonly api: TokenApi;
  readonly clock: () => number;
  readonly newAttempt: () => string;
  readonly log: Log;
  /** Is told of each token that was due, as soon as it is revoked. */
  readonly onRevoked?: () => void;
}

/** A token that was, or was to be, revoked. */
export interface RevokedToken {
  readonly versionId: string;
  readonly tokenId: string;
}

/** What came of a revocation. */
export interface Revocation {
  readonly revoked: readonly RevokedToken[];
  /** What is left is still due. */
  readonly failed: readonly (RevokedToken & { readonly error: unknown })[];
}

/**
 * Revokes the tokens of the versions that are due, and takes their labels off.
 * @param ledger as described a moment ago; nothing due in it means no call at all
 * @throws TokenRotationError when the versions cannot be read
 */
export async function revokeDue(ledger: Ledger, revoking: Revoking): Promise<Revocation> {
  const { secret, clock, log } = revoking;
  const due = new Map<string, TokenSecret | undefined>();
  for (const versionId of dueVersions(ledger.versions, clock()))
    due.set(versionId, await readToken(secret, { versionId }));
  const live = new Map<string, TokenSecret>();
  for (const [versionId, token] of due) {
    if (token !== undefined && lifeLeft(token, clock()) > -SURELY_EXPIRED_MS) live.set(versionId, token);
    else await ledger.end(versionId);
  }
  if (live.size === 0) return { revoked: [], failed: [] };
  try {
    return await withBearer(revoking, (bearer) => revokeStillDue(live, bearer, ledger, revoking));
  } catch (error) {
    log.warn('Nothing of what is due was ended', { error });
    return {
      revoked: [],
      failed: [...live].map(([versionId, { token_id: tokenId }]) => ({ versionId, tokenId, error })),
    };
  }
}

/** Judges by what is described now: labels may have moved since the bearer was asked for. */
async function revokeStillDue(
  tokens: ReadonlyMap<string, TokenSecret>,
  bearer: string,
  ledger: Ledger,
  revoking: Revoking,
): Promise<Revocation> {
  const { api, clock, log } = revoking;
  const { versions } = await ledger.refresh();
  const inUse = await tokensInUse(versions, revoking);
  const revoked: RevokedToken[] = [];
  const failed: (RevokedToken & { error: unknown })[] = [];
  for (const versionId of dueVersions(versions, clock())) {
    const token = tokens.get(versionId);
    if (token === undefined) continue;
    const tokenId = token.token_id;
    try {
      if (inUse.has(tokenId)) {
        if (inUse.get(tokenId) === 'tracked') await ledger.leaveToOther(versionId);
        continue;
      }
      await api.revoke(tokenId, bearer);
      revoked.push({ versionId, tokenId });
      await ledger.end(versionId);
      revoking.onRevoked?.();
      log.info('Revoked a superseded token', { versionId, tokenId });
    } catch (error) {
      failed.push({ versionId, tokenId, error });
      log.warn('A token that is due was not ended yet', { versionId, tokenId, error });
    }
  }
  return { revoked, failed };
}

/** Ids of the tokens that a version in use carries, and whether the ledger knows of one: people copy versions and roll back. */
async function tokensInUse(
  versions: VersionStages,
  { secret, clock }: Revoking,
): Promise<Map<string, 'tracked' | 'untracked'>> {
  const due = new Set(dueVersions(versions, clock()));
  const inUse = Object.keys(versions).filter(
    (versionId) => isInUse(versions, versionId) || (isTracked(versions, versionId) && !due.has(versionId)),
  );
  const found = new Map<string, 'tracked' | 'untracked'>();
  for (const versionId of inUse) {
    // A rotation that has just begun has a pending version without a value.
    const read = carries(versions, versionId, PENDING)
      ? readTokenIfAny(secret, versionId)
      : readToken(secret, { versionId });
    const token = await read;
    if (token === undefined || found.get(token.token_id) === 'tracked') continue;
    found.set(token.token_id, isTracked(versions, versionId) ? 'tracked' : 'untracked');
  }
  return found;
}
