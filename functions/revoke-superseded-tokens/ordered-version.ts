import { InvalidOrder, NotBootstrapped } from '../core/errors.ts';
import type { RevokedToken } from '../core/revocation.ts';
import type { SecretVersions } from '../core/secret-versions.ts';
import { readTokenIfAny } from '../core/token-secret.ts';
import {
  currentVersion,
  PENDING,
  supersededVersions,
  versionWith,
  type VersionStages,
} from '../core/version-labels.ts';

/** What an operator orders when a token may be in wrong hands. */
export interface RevokeNowOrder {
  /** The client's name in the settings. */
  readonly client: string;
  /** The token that is meant, if not the one that is current when the order is carried out. */
  readonly tokenId?: string;
  /** Whether the named token is to be revoked even if nothing has taken its place. */
  readonly evenWithoutSuccessor: boolean;
}

/** The version that an order to revoke is about. */
export interface OrderedVersion {
  readonly versionId: string;
  /** Undefined where somebody put something else than a token. */
  readonly tokenId: string | undefined;
}

/**
 * Finds the version that holds the named token, or the current one when none is named.
 * @returns undefined when no version that counts holds the named token
 * @throws NotBootstrapped, InvalidOrder when the named token is about to become current
 */
export async function orderedVersion(
  { tokenId }: RevokeNowOrder,
  versions: VersionStages,
  { secret, client }: { readonly secret: SecretVersions; readonly client: string },
): Promise<OrderedVersion | undefined> {
  const idIn = async (versionId: string) => (await readTokenIfAny(secret, versionId))?.token_id;
  const current = currentVersion(versions);
  if (current === undefined) throw new NotBootstrapped('There is no token to revoke.', { client });
  if (tokenId === undefined) return { versionId: current, tokenId: await idIn(current) };
  for (const versionId of [current, ...supersededVersions(versions)]) {
    if ((await idIn(versionId)) === tokenId) return { versionId, tokenId };
  }
  const pending = versionWith(versions, PENDING);
  if (pending !== undefined && (await idIn(pending)) === tokenId) {
    throw new InvalidOrder('The named token is about to become current. Order again when its rotation is over.', {
      client,
      versionId: pending,
    });
  }
  return undefined;
}

export function tokenOf({ versionId, tokenId }: OrderedVersion): RevokedToken[] {
  return tokenId === undefined ? [] : [{ versionId, tokenId }];
}
