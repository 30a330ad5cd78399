import { RotationNotStarted, SecretUnreadable } from '../core/errors.ts';
import type { Ledger } from '../core/ledger.ts';
import { release } from '../core/release.ts';
import type { Revoking } from '../core/revocation.ts';
import type { SecretVersions } from '../core/secret-versions.ts';
import { holdsToken } from '../core/token-in-value.ts';
import { readableToken, readToken } from '../core/token-secret.ts';
import {
  atWorkSince,
  currentVersion,
  dueTime,
  dueVersions,
  entries,
  givenUpTime,
  isInUse,
  type LedgerEntry,
  pendingVersion,
  type VersionStages,
  wasCurrent,
} from '../core/version-labels.ts';

/** An order to revoke the token of a version, which was current when it was given. */
export type RevokeOrder = Pick<LedgerEntry, 'versionId'>;

/** The orders that are not finished, as far as labels tell. */
export function openOrders(versions: VersionStages): LedgerEntry[] {
  return entries(versions, 'revoke-now');
}

/**
 * The versions that an order makes due at once: its own, and those that were to end no later. What is given up waits
 * for its hour, because an invocation may be about to promote it. The order's own comes last: what was hastened is told
 * by its due time.
 */
export function hastenedVersions({ versionId: own }: RevokeOrder, versions: VersionStages): string[] {
  const latest = dueTime(versions, own) ?? -Infinity;
  const others = Object.keys(versions).filter(
    (versionId) => versionId !== own && (dueTime(versions, versionId) ?? Infinity) <= latest,
  );
  return [...others, own].filter((versionId) => !isInUse(versions, versionId));
}

/**
 * Whether another token has taken the place of the one that an order was given for. People copy versions, and a copy
 * is no successor. What cannot be read keeps no order waiting.
 * @throws SecretUnreadable when the current version cannot be read
 */
export async function hasSuccessor(
  { versionId }: RevokeOrder,
  versions: VersionStages,
  secret: SecretVersions,
): Promise<boolean> {
  const current = currentVersion(versions);
  if (current === undefined || current === versionId) return false;
  const ordered = await readableToken(secret, versionId);
  return ordered === undefined || !holdsToken((await secret.read({ versionId: current })).value, ordered);
}

/**
 * Makes due now what orders with a successor mean.
 * @param unkept orders that have no label
 * @returns the versions that are hastened, whether or not there was a label free to say so
 */
export async function hastenOrdered(
  ledger: Ledger,
  { secret, clock }: Pick<Revoking, 'secret' | 'clock'>,
  unkept: readonly RevokeOrder[] = [],
): Promise<Set<string>> {
  const hastened = new Set<string>();
  for (const order of [...openOrders(ledger.versions), ...unkept]) {
    if (!(await hasSuccessor(order, ledger.versions, secret))) continue;
    for (const versionId of hastenedVersions(order, ledger.versions)) {
      if (!dueVersions(ledger.versions, clock()).includes(versionId)) await ledger.hasten(versionId);
      hastened.add(versionId);
    }
  }
  return hastened;
}

/** Whether an order waits for another token to become current. @throws SecretUnreadable */
export async function isSuccessorOrdered(versions: VersionStages, secret: SecretVersions): Promise<boolean> {
  for (const order of openOrders(versions)) if (!(await hasSuccessor(order, versions, secret))) return true;
  return false;
}

/**
 * Has a rotation begin for an order that was just given, unless one is at work; one that is stuck makes way.
 * @throws RotationNotStarted also where somebody switched rotation off: to start one would switch it on again
 */
export async function askForRotation(order: RevokeOrder, ledger: Ledger, revoking: Revoking): Promise<void> {
  const { secret, clock, log } = revoking;
  const { rotationEnabled } = await ledger.refresh();
  if (await hasSuccessor(order, ledger.versions, secret)) return;
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
 * Takes off the labels of orders that nothing can be done for any more. An order's label goes with its version's others
 * when the token is revoked; here go those of versions that hold no token, cannot be read, or are given up.
 */
export async function closeOrders(
  ledger: Ledger,
  { secret, clock }: Pick<Revoking, 'secret' | 'clock'>,
): Promise<void> {
  for (const order of openOrders(ledger.versions)) {
    const { versionId, label, holder } = order;
    if (!(await hasSuccessor(order, ledger.versions, secret))) continue;
    const isGivenUp = givenUpTime(ledger.versions, versionId) !== undefined && !wasCurrent(ledger.versions, versionId);
    if (isGivenUp || (await isInVain(order, secret, clock()))) await ledger.remove(label, holder);
  }
}

/** What cannot be read now may be read in a moment: after a day it is given up. */
const UNREADABLE_FOR_GOOD_MS = 24 * 60 * 60 * 1000;

/** Whether an order's version holds no token to revoke, as far as can be told. */
async function isInVain({ versionId, time }: LedgerEntry, secret: SecretVersions, now: number): Promise<boolean> {
  try {
    return (await readToken(secret, { versionId })) === undefined;
  } catch (error) {
    if (!(error instanceof SecretUnreadable)) throw error;
    return error.isAbsent || now - time >= UNREADABLE_FOR_GOOD_MS;
  }
}
