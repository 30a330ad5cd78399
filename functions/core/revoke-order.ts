import type { Ledger } from './ledger.ts';
import { release } from './release.ts';
import type { Revoking } from './revocation.ts';
import { pendingVersion } from './sweep-rules.ts';
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

/** Whether the version that an order was given for has a successor. */
export function hasSuccessor({ versionId }: LedgerEntry, versions: VersionStages): boolean {
  const current = versionWith(versions, CURRENT);
  return current !== undefined && current !== versionId;
}

/**
 * Does what can be done now for open orders: with a successor everything superseded is due at once; without one a
 * rotation is asked for.
 */
export async function hastenOrdered(ledger: Ledger, revoking: Revoking): Promise<void> {
  for (const order of openOrders(ledger.versions)) {
    if (hasSuccessor(order, ledger.versions)) await hastenSuperseded(ledger, revoking);
    else await askForRotation(ledger, revoking);
  }
}

/** Makes every token that is not in use due now, whatever grace it had. */
export async function hastenSuperseded(ledger: Ledger, { clock }: Revoking): Promise<void> {
  const superseded = Object.keys(ledger.versions).filter(
    (versionId) =>
      isTracked(ledger.versions, versionId) &&
      !carries(ledger.versions, versionId, CURRENT) &&
      !carries(ledger.versions, versionId, PENDING),
  );
  for (const versionId of superseded) {
    if (dueVersions(ledger.versions, clock()).includes(versionId)) continue;
    const later = dueLabels(ledger.versions, versionId);
    // The present second is over already: what is due now must not become due in a moment.
    await ledger.add(dueLabel(Math.floor(clock() / 1000) * 1000, versionId), versionId);
    for (const label of later) await ledger.remove(label, versionId);
  }
}

/** Has a rotation begin, unless one is at work; one that is stuck makes way. */
export async function askForRotation(ledger: Ledger, revoking: Revoking): Promise<void> {
  const { secret, clock, log } = revoking;
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

/** Takes the labels of finished orders off: there is a successor, and nothing superseded is left. */
export async function closeOrders(ledger: Ledger, { clock }: Revoking): Promise<void> {
  for (const order of openOrders(ledger.versions)) {
    const isFinished = hasSuccessor(order, ledger.versions) && dueVersions(ledger.versions, clock()).length === 0;
    if (isFinished) await ledger.remove(order.label, order.holder);
  }
}
