import { deadSince, wasPendingBefore } from '../core/dead-token.ts';
import {
  endedAttempts,
  judgePending,
  redundantLabels,
  spentPending,
  stalePendingSince,
  undatedVersions,
} from '../core/ledger-rules.ts';
import { Ledger } from '../core/ledger.ts';
import { release } from '../core/release.ts';
import { revokeDue } from '../core/revocation.ts';
import {
  currentVersion,
  dueVersions,
  isTracked,
  PENDING,
  pendingSinceLabel,
  retiredAt,
} from '../core/version-labels.ts';
import { askIssuer } from './current-question.ts';
import { type CurrentValue, readCurrent, reportHandWritten, secondsToExpiry, UNKNOWN } from './current-value.ts';
import { startOverdue } from './overdue-rotation.ts';
import { closeOrders, hastenOrdered } from './revoke-order.ts';
import type { Sweeping } from './sweeping.ts';

/** What a sweep found and did for one client. */
export interface SweepReport {
  /** Seconds that the current token has left; undefined when there is none yet, or the client is retired. */
  readonly secondsToExpiry: number | undefined;
  /** Whether that is less than its margin: a rotation is overdue. */
  readonly isExpiring: boolean;
  /** Versions whose due time had passed and whose token is not ended yet. */
  readonly overdue: number;
  /** Whether no rotation will come by itself though it should: somebody switched it off, or the secret is deleted. */
  readonly isRotationOff: boolean;
  /** Whether the API refuses the current token, as far as is known. */
  readonly isTokenDead: boolean;
  readonly due: number;
  readonly started: number;
  /** What failed; the next sweep tries again. */
  readonly failures: readonly unknown[];
}

/**
 * Brings a client's secret to where it should be, from whatever it is found in: labels that are missing, tokens that
 * are due, attempts that died, versions that are stuck, rotations that are overdue (promises 3 and 6). It looks at what
 * is, not at what happened, so a run that is missed or fails costs nothing.
 * @throws SecretUnreadable when the secret cannot be described
 */
export async function sweep(swept: Sweeping): Promise<SweepReport> {
  const { secret, clock } = swept;
  const described = await secret.describe();
  const nothing = { isExpiring: false, overdue: 0, isTokenDead: false, due: 0, started: 0, failures: [] };
  if (described.isDeleted) return { secondsToExpiry: undefined, isRotationOff: true, ...nothing };
  const ledger = new Ledger(secret, clock, described.versions);
  const failures: unknown[] = [];
  const attempt = async <T>(rule: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await rule();
    } catch (error) {
      failures.push(error);
      return otherwise;
    }
  };
  const current = await attempt(() => readCurrent(ledger, swept), UNKNOWN);
  await attempt(() => acceptCurrent(ledger, current), undefined);
  // Labels are scarce: these two free some, before the next takes any.
  await attempt(() => reportAttempts(ledger, swept), undefined);
  await attempt(() => dropRedundant(ledger), undefined);
  await attempt(() => dateVersions(ledger, swept), undefined);
  const hastened = await attempt(() => hastenOrdered(ledger, swept), new Set<string>());
  const due = dueVersions(ledger.versions, clock()).length;
  failures.push(...(await attempt(() => endDue(ledger, hastened, swept), [])));
  await attempt(() => closeOrders(ledger, swept), undefined);
  await attempt(() => askIssuer(described, ledger, current, swept), undefined);
  const madeWay = await attempt(() => releaseStuck(ledger, swept), undefined);
  await attempt(() => reportHandWritten(ledger.versions, current, swept), undefined);
  const started = await attempt(() => startOverdue(described, ledger, current, swept, madeWay), 0);
  const isRetired = retiredAt(ledger.versions) !== undefined;
  const seconds = isRetired ? undefined : secondsToExpiry(current, ledger.versions, clock());
  return {
    secondsToExpiry: seconds,
    isExpiring: seconds !== undefined && seconds < swept.marginSeconds,
    overdue: dueVersions(ledger.versions, clock()).length,
    isRotationOff: !described.rotationEnabled && !isRetired,
    isTokenDead: deadSince(ledger.versions) !== undefined,
    due,
    started,
    failures,
  };
}

/** Rule 1: what is current is in the ledger, and does not end, however it came to be current. */
async function acceptCurrent(ledger: Ledger, { token, value }: CurrentValue): Promise<void> {
  const versionId = currentVersion(ledger.versions);
  if (versionId === undefined) return;
  // What cannot be read still holds the token of which the ledger knows.
  const holdsToken = token !== undefined || (value === undefined && isTracked(ledger.versions, versionId));
  await (holdsToken ? ledger.accept(versionId) : ledger.clearEnd(versionId));
}

/** Rule 4: attempts that ended without storing their token are reported. */
async function reportAttempts(ledger: Ledger, { clock, log, client }: Sweeping): Promise<void> {
  const { stored, unaccounted } = endedAttempts(ledger.versions, clock());
  for (const { label, holder } of stored) await ledger.remove(label, holder);
  for (const { label, holder, time, attempt, versionId } of unaccounted) {
    log.unaccounted('it may have been issued, and nobody knows it', {
      client,
      versionId,
      attempt,
      begunAt: new Date(time).toISOString(),
    });
    await ledger.remove(label, holder);
  }
}

async function dropRedundant(ledger: Ledger): Promise<void> {
  for (const { label, versionId } of redundantLabels(ledger.versions)) await ledger.remove(label, versionId);
}

/** Rule 2: every token out of use has a time at which it ends, and what can never be promoted is not pending. */
async function dateVersions(ledger: Ledger, { graceSeconds }: Sweeping): Promise<void> {
  const spent = spentPending(ledger.versions);
  if (spent !== undefined) await ledger.remove(PENDING, spent);
  const { superseded, neverCurrent } = undatedVersions(ledger.versions);
  for (const versionId of superseded) await ledger.supersedeLate(versionId, graceSeconds);
  for (const versionId of neverCurrent) await ledger.giveUp(versionId, graceSeconds);
}

/** Rule 3: what is due is revoked. @returns why some of it was not */
async function endDue(ledger: Ledger, hastened: ReadonlySet<string>, swept: Sweeping): Promise<unknown[]> {
  const counting = { ...swept, onRevoked: () => swept.count('RevokedTokens') };
  const { failed, unread } = await revokeDue(ledger, counting, hastened);
  return [...failed.map(({ error }) => error), ...unread];
}

/**
 * Rule 5: a version that has been pending for too long makes way for another rotation.
 * @returns the one that made way for the first attempt to replace a dead token
 */
async function releaseStuck(ledger: Ledger, swept: Sweeping): Promise<string | undefined> {
  const { clock, log, releaseAfterSeconds, count } = swept;
  for (const { label, holder } of stalePendingSince(ledger.versions)) await ledger.remove(label, holder);
  const verdict = judgePending(ledger.versions, clock(), releaseAfterSeconds * 1000);
  const current = currentVersion(ledger.versions);
  if (verdict.kind === 'seen first' && current !== undefined) {
    await ledger.add(pendingSinceLabel(clock(), verdict.versionId), current);
  }
  if (verdict.kind !== 'release') return undefined;
  count('ReleasedRotations');
  await release(verdict.versionId, ledger, swept.secret);
  log.warn('Released a version that was pending for too long', { versionId: verdict.versionId });
  return wasPendingBefore(deadSince(ledger.versions), verdict.since) ? verdict.versionId : undefined;
}
