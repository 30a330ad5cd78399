import { isBootstrapped } from '../core/ledger-rules.ts';
import type { Ledger } from '../core/ledger.ts';
import type { Revoking } from '../core/revocation.ts';
import { claimedToken, holdsToken } from '../core/token-in-value.ts';
import { lifeLeft, parseTokenSecret, readableToken, type TokenSecret } from '../core/token-secret.ts';
import { CURRENT, currentVersion, isTracked, type VersionStages } from '../core/version-labels.ts';
import type { Sweeping } from './sweeping.ts';

/** What is under AWSCURRENT. */
export interface CurrentValue {
  /** The client's token; undefined for the placeholder, and for whatever else is not ours. */
  readonly token: TokenSecret | undefined;
  /** Undefined where it could not be read. */
  readonly value: string | undefined;
}

export const UNKNOWN: CurrentValue = { token: undefined, value: undefined };

/** @throws SecretUnreadable */
export async function readCurrent(
  { versions }: Ledger,
  { secret, clientId }: Pick<Revoking, 'secret' | 'clientId'>,
): Promise<CurrentValue> {
  if (currentVersion(versions) === undefined) return UNKNOWN;
  const { value } = await secret.read({ label: CURRENT });
  const token = parseTokenSecret(value);
  // Another client's token in our secret is not ours to renew or revoke.
  return { token: token?.client_id === clientId ? token : undefined, value };
}

/** Whether something else than a token of ours has taken the place of one: consumers read it. */
export function isTokenGone({ token, value }: CurrentValue, versions: VersionStages): boolean {
  return token === undefined && value !== undefined && isBootstrapped(versions);
}

/** @returns 0 where the token is gone; undefined where there is none yet, or it could not be read */
export function secondsToExpiry(current: CurrentValue, versions: VersionStages, now: number): number | undefined {
  if (current.token !== undefined) return Math.floor(lifeLeft(current.token, now) / 1000);
  return isTokenGone(current, versions) ? 0 : undefined;
}

/**
 * Reports a token that somebody wrote by hand and that no version of the ledger answers for: it outlives its
 * replacement. As often as it is seen, because nothing says so any more once it is not current.
 */
export async function reportHandWritten(
  versions: VersionStages,
  { token: ours, value = '' }: CurrentValue,
  swept: Sweeping,
): Promise<void> {
  const claimed = ours === undefined ? claimedToken(value) : undefined;
  if (claimed === undefined) return;
  for (const versionId of Object.keys(versions).filter((one) => isTracked(versions, one))) {
    const token = await readableToken(swept.secret, versionId);
    if (token !== undefined && holdsToken(value, token)) return;
  }
  swept.log.unaccounted('somebody wrote it by hand', { versionId: currentVersion(versions), ...claimed });
}
