import { withBearer } from './bearer.ts';
import type { SecretVersions } from './secret-versions.ts';
import type { Log, TokenApi } from './token-api.ts';
import { lifeLeft, parseTokenSecret, type TokenSecret } from './token-secret.ts';
import { carries, CURRENT, dueVersions, isStored, ownLabels, PENDING, type VersionStages } from './version-labels.ts';

/** Only a token that expired longer ago than any two clocks differ is left to its expiry. */
const SURELY_EXPIRED_MS = 5 * 60 * 1000;

export interface Revoking {
  readonly secret: SecretVersions;
  readonly api: TokenApi;
  readonly clock: () => number;
  readonly newAttempt: () => string;
  readonly log: Log;
}

/**
 * Revokes the tokens of the versions that are due, and takes their labels off.
 * @param versions as described a moment ago; nothing due in it means no call at all
 * @throws the first failure, after all were tried; what is left is still due
 */
export async function revokeDue(versions: VersionStages, revoking: Revoking): Promise<void> {
  const { secret, clock } = revoking;
  const due = await readAll(dueVersions(versions, clock()), secret);
  const live = new Map<string, TokenSecret>();
  for (const [versionId, token] of due) {
    if (token !== undefined && lifeLeft(token, clock()) > -SURELY_EXPIRED_MS) live.set(versionId, token);
    else await takeLabelsOff(versionId, versions, revoking);
  }
  if (live.size === 0) return;
  const failures = await withBearer(revoking, (bearer) => revokeStillDue(live, bearer, revoking));
  if (failures.length > 0) throw failures[0];
}

/** Judges by what is described now: labels may have moved since the bearer was asked for. */
async function revokeStillDue(
  tokens: ReadonlyMap<string, TokenSecret>,
  bearer: string,
  revoking: Revoking,
): Promise<unknown[]> {
  const { secret, api, clock, log } = revoking;
  const { versions } = await secret.describe();
  const inUse = await tokensInUse(versions, revoking);
  const failures: unknown[] = [];
  for (const versionId of dueVersions(versions, clock())) {
    const token = tokens.get(versionId);
    if (token === undefined || inUse.has(token.token_id)) continue;
    try {
      await api.revoke(token.token_id, bearer);
      await takeLabelsOff(versionId, versions, revoking);
      log.info('Revoked a superseded token', { versionId, tokenId: token.token_id });
    } catch (error) {
      failures.push(error);
    }
  }
  return failures;
}

/** Ids of the tokens that a version in use carries: people copy versions and roll back. */
async function tokensInUse(versions: VersionStages, { secret, clock }: Revoking): Promise<Set<string>> {
  const due = new Set(dueVersions(versions, clock()));
  const inUse = Object.keys(versions).filter(
    (versionId) =>
      carries(versions, versionId, CURRENT) ||
      carries(versions, versionId, PENDING) ||
      (isStored(versions, versionId) && !due.has(versionId)),
  );
  const tokens = await readAll(inUse, secret, { mayBeEmpty: (id) => carries(versions, id, PENDING) });
  return new Set([...tokens.values()].flatMap((token) => (token === undefined ? [] : [token.token_id])));
}

async function readAll(
  versionIds: readonly string[],
  secret: SecretVersions,
  { mayBeEmpty = () => false }: { readonly mayBeEmpty?: (versionId: string) => boolean } = {},
): Promise<Map<string, TokenSecret | undefined>> {
  const tokens = new Map<string, TokenSecret | undefined>();
  for (const versionId of versionIds) {
    try {
      tokens.set(versionId, parseTokenSecret((await secret.read({ versionId })).value));
    } catch (error) {
      // A rotation that has just begun has a pending version without a value.
      if (!mayBeEmpty(versionId)) throw error;
      tokens.set(versionId, undefined);
    }
  }
  return tokens;
}

async function takeLabelsOff(versionId: string, versions: VersionStages, { secret }: Revoking): Promise<void> {
  for (const label of ownLabels(versions, versionId)) await secret.removeLabel(label, versionId);
}
