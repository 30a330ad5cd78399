import { isRotationToBeStarted } from '../core/ledger-rules.ts';
import type { Ledger } from '../core/ledger.ts';
import type { DescribedSecret } from '../core/secret-versions.ts';
import { claimedToken, holdsToken } from '../core/token-in-value.ts';
import { lifeLeft, readableToken } from '../core/token-secret.ts';
import { currentVersion, isTracked, type VersionStages } from '../core/version-labels.ts';
import { type CurrentValue, isTokenGone } from './current-value.ts';
import { isSuccessorOrdered } from './revoke-order.ts';
import type { Sweeping } from './sweeping.ts';

/**
 * Rule 6: a rotation that is overdue, or that an order waits for, is started.
 * @returns how many were
 */
export async function startOverdue(
  described: DescribedSecret,
  ledger: Ledger,
  current: CurrentValue,
  swept: Sweeping,
): Promise<number> {
  if (!(await isNeeded(described, ledger, current, swept))) return 0;
  const before = currentVersion(ledger.versions);
  // One may have begun, or ended, since the secret was described.
  const now = await ledger.refresh();
  if (currentVersion(now.versions) !== before || !(await isNeeded(now, ledger, current, swept))) return 0;
  if (isTokenGone(current, ledger.versions)) await reportHandWritten(ledger.versions, current, swept);
  await swept.secret.startRotation();
  swept.log.warn('Started a rotation that was overdue');
  return 1;
}

async function isNeeded(
  { rotationEnabled, nextRotationAt }: DescribedSecret,
  { versions }: Ledger,
  current: CurrentValue,
  { secret, clock, rotateEverySeconds, marginSeconds }: Sweeping,
): Promise<boolean> {
  const now = clock();
  const { token } = current;
  return isRotationToBeStarted(versions, now, {
    rotationEnabled,
    nextRotationAt,
    lifeLeftMs: token && lifeLeft(token, now),
    ageMs: token && now - Date.parse(token.issued_at),
    intervalMs: rotateEverySeconds * 1000,
    marginMs: marginSeconds * 1000,
    isOrdered: await isSuccessorOrdered(versions, secret),
    isTokenGone: isTokenGone(current, versions),
  });
}

/** A token that somebody wrote by hand, and that no version answers for, outlives its replacement. */
async function reportHandWritten(
  versions: VersionStages,
  { value = '' }: CurrentValue,
  swept: Sweeping,
): Promise<void> {
  const claimed = claimedToken(value);
  if (claimed === undefined) return;
  for (const versionId of Object.keys(versions).filter((one) => isTracked(versions, one))) {
    const token = await readableToken(swept.secret, versionId);
    if (token !== undefined && holdsToken(value, token)) return;
  }
  swept.count('unaccounted');
  const versionId = currentVersion(versions);
  swept.log.error('A token is unaccounted for: somebody wrote it by hand', { versionId, ...claimed });
}
