import { InvalidOrder, NotBootstrapped } from '../core/errors.ts';
import type { RevokedToken, Revoking } from '../core/revocation.ts';
import { holdsToken } from '../core/token-in-value.ts';
import { parseTokenSecret, readableToken, readTokenIfAny, type TokenSecret } from '../core/token-secret.ts';
import {
  currentVersion,
  isSpent,
  isTracked,
  pendingVersion,
  type VersionStages,
  wasCurrent,
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
  /**
   * `to end`: it was current or is. `given up`: it never was, and no order hastens it. `fresh`: it is current, nobody
   * named it, and it is so young that it is what the same order, given before, was to bring about.
   */
  readonly state: 'to end' | 'given up' | 'fresh';
}

/** An order that comes sooner after a token was issued may be one that was given before, delivered once more. */
const FRESH_MS = 10 * 60 * 1000;

/**
 * Finds the version that holds the named token, or the current one when none is named. A copy of the current token is
 * the current one.
 * @returns undefined when no version that counts holds the named token
 * @throws NotBootstrapped, InvalidOrder when the named token is about to become current
 */
export async function orderedVersion(
  { tokenId }: RevokeNowOrder,
  versions: VersionStages,
  { secret, client, clock }: Pick<Revoking, 'secret' | 'client' | 'clock'>,
): Promise<OrderedVersion | undefined> {
  const current = currentVersion(versions);
  if (current === undefined) throw new NotBootstrapped('There is no token to revoke.', { client });
  const { value } = await secret.read({ versionId: current });
  const token = parseTokenSecret(value);
  if (tokenId === undefined && token !== undefined) {
    return { versionId: current, tokenId: token.token_id, state: stateOfUnnamed(token, clock()) };
  }
  if (tokenId !== undefined && token?.token_id === tokenId) return { versionId: current, tokenId, state: 'to end' };
  const pending = pendingVersion(versions);
  const holders: OrderedVersion[] = [];
  for (const versionId of Object.keys(versions)) {
    const isOver = versionId !== pending || isSpent(versions, versionId);
    if (versionId === current || !isOver || !isTracked(versions, versionId)) continue;
    const held = await readableToken(secret, versionId);
    const isMeant = tokenId === undefined ? held && holdsToken(value, held) : held?.token_id === tokenId;
    if (held === undefined || !isMeant) continue;
    // What somebody wrote by hand holds the token of a version that is in use as long.
    const ofNamed = wasCurrent(versions, versionId) ? 'to end' : 'given up';
    const state = tokenId === undefined ? stateOfUnnamed(held, clock()) : ofNamed;
    holders.push({ versionId, tokenId: held.token_id, state });
  }
  const found = holders.find(({ state }) => state !== 'given up') ?? holders[0];
  if (found !== undefined) return found;
  if (tokenId === undefined) return { versionId: current, tokenId, state: 'to end' };
  if (pending !== undefined && (await readTokenIfAny(secret, pending))?.token_id === tokenId) {
    throw new InvalidOrder('The named token is about to become current. Order again when its rotation is over.', {
      client,
      versionId: pending,
    });
  }
  return undefined;
}

function stateOfUnnamed({ issued_at: issuedAt }: TokenSecret, now: number): 'fresh' | 'to end' {
  return now - Date.parse(issuedAt) < FRESH_MS ? 'fresh' : 'to end';
}

export function tokenOf({ versionId, tokenId }: OrderedVersion): RevokedToken[] {
  return tokenId === undefined ? [] : [{ versionId, tokenId }];
}
