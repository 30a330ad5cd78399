import { RotationNotStarted } from '../core/errors.ts';
import type { Ledger } from '../core/ledger.ts';
import { release } from '../core/release.ts';
import type { Revoking } from '../core/revocation.ts';
import type { SecretVersions } from '../core/secret-versions.ts';
import { readTokenIfAny } from '../core/token-secret.ts';
import {
  atWorkSince,
  currentVersion,
  dueVersions,
  entries,
  isTracked,
  type LedgerEntry,
  pendingVersion,
  supersededVersions,
  type VersionStages,
} from '../core/version-labels.ts';

/** The revoke-now orders that are not finished; their version was current when they were given. */
export function openOrders(versions: VersionStages): LedgerEntry[] {
  return entries(versions, 'revoke-now');
}

/**
 * Whether another token has taken the place of the one that an order was given for. People copy versions, and a copy
 * is no successor.
 * @throws SecretUnreadable
 */
export async function hasSuccessor(
  { versionId }: LedgerEntry,
  versions: VersionStages,
  secret: SecretVersions,
): Promise<boolean> {
  const current = currentVersion(versions);
  if (current === undefined || current === versionId) return false;
  const ordered = await readTokenIfAny(secret, versionId);
  return ordered === undefined || ordered.token_id !== (await readTokenIfAny(secret, current))?.token_id;
}

/**
 * Does what can be done now for open orders: with a successor everything superseded is due at once; without one a
 * rotation is asked for.
 */
export async function hastenOrdered(ledger: Ledger, revoking: Revoking): Promise<void> {
  const orders = openOrders(ledger.versions);
  const superseded: LedgerEntry[] = [];
  for (const order of orders) {
    if (await hasSuccessor(order, ledger.versions, revoking.secret)) superseded.push(order);
  }
  if (superseded.length > 0) await hastenSuperseded(ledger, revoking);
  // After all hastening: what leaves a rotation now must not be due in the same run.
  for (const order of superseded) await takeOutOfRotation(order, ledger, revoking);
  if (superseded.length < orders.length) await askForRotation(ledger, revoking);
}

/**
 * Somebody put the ordered version under AWSPENDING: a rotation may be making it current again, so its token is due
 * later, not now.
 */
async function takeOutOfRotation({ versionId }: LedgerEntry, ledger: Ledger, revoking: Revoking): Promise<void> {
  if (pendingVersion(ledger.versions) !== versionId) return;
  await release(versionId, ledger, revoking.secret);
  revoking.log.warn('Released a version that was ordered to be revoked', { versionId });
}

/** Makes every token that is not in use due now, whatever grace it had. */
export async function hastenSuperseded(ledger: Ledger, { clock }: Revoking): Promise<void> {
  const due = dueVersions(ledger.versions, clock());
  for (const versionId of supersededVersions(ledger.versions)) {
    if (!due.includes(versionId)) await ledger.hasten(versionId);
  }
}

/**
 * Has a rotation begin, unless one is at work; one that is stuck makes way.
 * @throws RotationNotStarted also where somebody switched rotation off: to start one would switch it on again
 */
export async function askForRotation(ledger: Ledger, revoking: Revoking): Promise<void> {
  const { secret, clock, log } = revoking;
  const { rotationEnabled } = await ledger.refresh();
  if (!rotationEnabled) throw new RotationNotStarted('Rotation is switched off for this secret. Resume it first.');
  const pending = pendingVersion(ledger.versions);
  if (pending !== undefined) {
    if (atWorkSince(ledger.versions, pending, clock()) !== undefined) return;
    await release(pending, ledger, secret);
    log.warn('Released a version so that another rotation can begin at once', { versionId: pending });
  }
  await secret.startRotation();
}

/**
 * Takes the labels of finished orders off: there is a successor, and nothing superseded is left. What is not due is
 * left, too: the rotation that made the successor may have written its due time after ours.
 */
export async function closeOrders(ledger: Ledger, { secret }: Revoking): Promise<void> {
  for (const order of openOrders(ledger.versions)) {
    if (isAnythingLeft(order, ledger.versions)) continue;
    if (await hasSuccessor(order, ledger.versions, secret)) await ledger.remove(order.label, order.holder);
  }
}

/** The ordered version counts even while somebody has put it under AWSPENDING. */
const isAnythingLeft = ({ versionId }: LedgerEntry, versions: VersionStages): boolean =>
  supersededVersions(versions).length > 0 || isTracked(versions, versionId);
