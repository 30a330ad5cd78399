import { RotationNotStarted, SecretUnreadable } from './upstream-errors.ts';
import type { Ledger } from './ledger.ts';
import { release } from './release.ts';
import type { Revoking } from './revocation.ts';
import type { SecretVersions } from './secret-versions.ts';
import { pendingVersion } from './sweep-rules.ts';
import { parseTokenSecret } from './token-secret.ts';
import {
  carries,
  CURRENT,
  dueLabel,
  dueLabels,
  dueVersions,
  entries,
  isTracked,
  type LedgerEntry,
  PENDING,
  versionWith,
  type VersionStages,
} from './version-labels.ts';

/** An attempt that began longer ago than this is not at work any more: Secrets Manager waits before it tries again. */
const AT_WORK_MS = 2 * 60 * 1000;

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
  const current = versionWith(versions, CURRENT);
  if (current === undefined || current === versionId) return false;
  const ordered = await tokenIdIn(versionId, secret);
  return ordered === undefined || ordered !== (await tokenIdIn(current, secret));
}

/** @throws SecretUnreadable unless it is the value that is not there */
export async function tokenIdIn(versionId: string, secret: SecretVersions): Promise<string | undefined> {
  try {
    return parseTokenSecret((await secret.read({ versionId })).value)?.token_id;
  } catch (error) {
    if (error instanceof SecretUnreadable && error.isAbsent) return undefined;
    throw error;
  }
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
  await release(versionId, ledger, revoking);
  revoking.log.warn('Released a version that was ordered to be revoked', { versionId });
}

/** The versions that hold a live token, as far as the ledger knows, and are not in use. */
export function supersededVersions(versions: VersionStages): string[] {
  return Object.keys(versions).filter(
    (versionId) =>
      isTracked(versions, versionId) &&
      !carries(versions, versionId, CURRENT) &&
      !carries(versions, versionId, PENDING),
  );
}

/** Makes every token that is not in use due now, whatever grace it had. */
export async function hastenSuperseded(ledger: Ledger, { clock }: Revoking): Promise<void> {
  for (const versionId of supersededVersions(ledger.versions)) {
    if (dueVersions(ledger.versions, clock()).includes(versionId)) continue;
    // The present second is over already: what is due now must not become due in a moment.
    const dueNow = dueLabel(Math.floor(clock() / 1000) * 1000, versionId);
    // Another order may have put the same label in this very second.
    const later = dueLabels(ledger.versions, versionId).filter((label) => label !== dueNow);
    await ledger.add(dueNow, versionId);
    for (const label of later) await ledger.remove(label, versionId);
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
    const isAtWork = entries(ledger.versions, 'begun').some(
      ({ versionId, time }) => versionId === pending && time >= clock() - AT_WORK_MS,
    );
    if (isAtWork) return;
    await release(pending, ledger, revoking);
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
