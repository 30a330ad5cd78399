import { isRotationToBeStarted } from '../core/ledger-rules.ts';
import type { Ledger } from '../core/ledger.ts';
import type { DescribedSecret } from '../core/secret-versions.ts';
import { lifeLeft } from '../core/token-secret.ts';
import { currentVersion } from '../core/version-labels.ts';
import { type CurrentValue, isTokenGone } from './current-value.ts';
import { isSuccessorOrdered } from './revoke-order.ts';
import type { Sweeping } from './sweeping.ts';

/**
 * Rule 6: a rotation that is overdue, or that an order or a dead token waits for, is started.
 * @param madeWay the version that was released just now for the first attempt to replace a dead token
 * @returns how many were
 */
export async function startOverdue(
  described: DescribedSecret,
  ledger: Ledger,
  current: CurrentValue,
  swept: Sweeping,
  madeWay?: string,
): Promise<number> {
  if (!(await isNeeded(described, ledger, current, swept, madeWay))) return 0;
  const before = currentVersion(ledger.versions);
  // One may have begun, or ended, since the secret was described.
  const now = await ledger.refresh();
  if (currentVersion(now.versions) !== before || !(await isNeeded(now, ledger, current, swept, madeWay))) return 0;
  await swept.secret.startRotation();
  swept.log.warn('Started a rotation that was overdue');
  return 1;
}

async function isNeeded(
  { rotationEnabled, nextRotationAt }: DescribedSecret,
  { versions }: Ledger,
  current: CurrentValue,
  { secret, clock, rotateEverySeconds, marginSeconds }: Sweeping,
  madeWay: string | undefined,
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
    madeWay,
  });
}
