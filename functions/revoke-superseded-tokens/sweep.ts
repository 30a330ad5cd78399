import {
  endedAttempts,
  isRotationToBeStarted,
  judgePending,
  redundantLabels,
  stalePendingSince,
  supersededWithoutDueTime,
} from '../core/ledger-rules.ts';
import { Ledger } from '../core/ledger.ts';
import { release } from '../core/release.ts';
import { type Revocation, revokeDue, type Revoking } from '../core/revocation.ts';
import { lifeLeft, readToken, type TokenSecret } from '../core/token-secret.ts';
import { CURRENT, currentVersion, dueVersions, pendingSinceLabel, SHORTEST_DUE_MS } from '../core/version-labels.ts';
import { closeOrders, hastenOrdered } from './revoke-order.ts';

/** One client, as the sweep looks after it. */
export interface Sweeping extends Revoking {
  /** The client's name in the settings. */
  readonly client: string;
  readonly graceSeconds: number;
  readonly rotateEverySeconds: number;
  /** With less life left than this a rotation is overdue. */
  readonly marginSeconds: number;
  /** How long a version may be pending before it counts as stuck: longer than its rotation is retried. */
  readonly releaseAfterSeconds: number;
  /** Counts at once: what is counted at a run's end is lost when the run is killed. */
  readonly count: (what: Counted) => void;
}

/**
 * A token that was revoked; an attempt that may have left a token that nobody knows; a version that was pending for too
 * long. The last two call for somebody: they are counted before the label goes that says so, rather twice than never.
 */
export type Counted = 'revoked' | 'unaccounted' | 'released';

/** What a sweep found and did for one client. */
export interface SweepReport {
  /** Seconds that the current token has left; undefined when there is none yet. */
  readonly secondsToExpiry: number | undefined;
  /** Versions whose due time had passed and whose token is not ended yet. */
  readonly overdue: number;
  /** Whether no rotation will come by itself: somebody switched it off, or the secret waits for its deletion. */
  readonly isRotationOff: boolean;
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
  const nothing = { overdue: 0, due: 0, started: 0, failures: [] };
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
  const current = await attempt(() => readCurrent(ledger, swept), undefined);
  await attempt(() => acceptCurrent(ledger, current), undefined);
  await attempt(() => dateSuperseded(ledger, swept), undefined);
  await attempt(() => hastenOrdered(ledger, swept), undefined);
  const due = dueVersions(ledger.versions, clock()).length;
  const failed = await attempt(() => endDue(ledger, swept), []);
  failures.push(...failed.map(({ error }) => error));
  await attempt(() => closeOrders(ledger, swept), undefined);
  await attempt(() => reportAttempts(ledger, swept), undefined);
  await attempt(() => releaseStuck(ledger, swept), undefined);
  const started = await attempt(
    () => startOverdue(ledger, current, described.nextRotationAt, swept, described.rotationEnabled),
    0,
  );
  return {
    secondsToExpiry: current === undefined ? undefined : Math.floor(lifeLeft(current, clock()) / 1000),
    overdue: dueVersions(ledger.versions, clock()).length,
    isRotationOff: !described.rotationEnabled,
    due,
    started,
    failures,
  };
}

/** The token under AWSCURRENT; undefined for the placeholder, and for whatever else is not ours. */
async function readCurrent(ledger: Ledger, { secret }: Sweeping): Promise<TokenSecret | undefined> {
  if (currentVersion(ledger.versions) === undefined) return undefined;
  return readToken(secret, { label: CURRENT });
}

/** Rule 1: what is current is in the ledger, and not due, however it came to be current. */
async function acceptCurrent(ledger: Ledger, current: TokenSecret | undefined): Promise<void> {
  const versionId = currentVersion(ledger.versions);
  if (versionId === undefined) return;
  await (current === undefined ? ledger.clearDue(versionId) : ledger.accept(versionId));
}

/** Rule 2: every superseded token has a due time. */
async function dateSuperseded(ledger: Ledger, { graceSeconds }: Sweeping): Promise<void> {
  for (const versionId of supersededWithoutDueTime(ledger.versions)) {
    await ledger.supersede(versionId, Math.max(graceSeconds, SHORTEST_DUE_MS / 1000));
  }
  for (const { label, versionId } of redundantLabels(ledger.versions)) await ledger.remove(label, versionId);
}

/** Rule 3: what is due is revoked. */
async function endDue(ledger: Ledger, swept: Sweeping): Promise<Revocation['failed']> {
  const { failed } = await revokeDue(ledger, { ...swept, onRevoked: () => swept.count('revoked') });
  return failed;
}

/** Rule 4: attempts that ended without storing their token are reported. */
async function reportAttempts(ledger: Ledger, { clock, log, client, count }: Sweeping): Promise<void> {
  const { stored, unaccounted } = endedAttempts(ledger.versions, clock());
  for (const { label, holder } of stored) await ledger.remove(label, holder);
  for (const { label, holder, time, attempt, versionId } of unaccounted) {
    count('unaccounted');
    log.error('A token is unaccounted for: it may have been issued, and nobody knows it', {
      client,
      versionId,
      attempt,
      begunAt: new Date(time).toISOString(),
    });
    await ledger.remove(label, holder);
  }
}

/** Rule 5: a version that has been pending for too long makes way for another rotation. */
async function releaseStuck(ledger: Ledger, swept: Sweeping): Promise<void> {
  const { clock, log, releaseAfterSeconds, count } = swept;
  for (const { label, holder } of stalePendingSince(ledger.versions)) await ledger.remove(label, holder);
  const verdict = judgePending(ledger.versions, clock(), releaseAfterSeconds * 1000);
  const current = currentVersion(ledger.versions);
  if (verdict.kind === 'seen first' && current !== undefined) {
    await ledger.add(pendingSinceLabel(clock(), verdict.versionId), current);
  }
  if (verdict.kind !== 'release') return;
  count('released');
  await release(verdict.versionId, ledger, swept.secret);
  log.warn('Released a version that was pending for too long', { versionId: verdict.versionId });
  for (const { label, holder } of stalePendingSince(ledger.versions)) await ledger.remove(label, holder);
}

/** Rule 6: a rotation that is overdue is started. */
async function startOverdue(
  ledger: Ledger,
  current: TokenSecret | undefined,
  nextRotationAt: number | undefined,
  { secret, clock, rotateEverySeconds, marginSeconds, log }: Sweeping,
  rotationEnabled: boolean,
): Promise<number> {
  const now = clock();
  const isToBeStarted = isRotationToBeStarted(ledger.versions, now, {
    rotationEnabled,
    nextRotationAt,
    lifeLeftMs: current === undefined ? undefined : lifeLeft(current, now),
    ageMs: current === undefined ? undefined : now - Date.parse(current.issued_at),
    intervalMs: rotateEverySeconds * 1000,
    marginMs: marginSeconds * 1000,
  });
  if (!isToBeStarted) return 0;
  await secret.startRotation();
  log.warn('Started a rotation that was overdue');
  return 1;
}
