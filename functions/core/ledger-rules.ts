/**
 * What the sweep decides, as pure functions of the labels and a clock. Times are epoch milliseconds.
 * @see sweep.ts for what is done about it, and docs/design.md for why
 */
import {
  carries,
  dueTime,
  entries,
  isInUse,
  isStored,
  type LedgerEntry,
  LONGEST_ATTEMPT_MS,
  pendingVersion,
  PREVIOUS,
  SHORTEST_DUE_MS,
  storedLabel,
  type VersionStages,
} from './version-labels.ts';

/** Rule 2: versions that hold a live token, are not in use, and nobody has said when they end. */
export function supersededWithoutDueTime(versions: VersionStages): string[] {
  return Object.keys(versions).filter(
    (versionId) =>
      isStored(versions, versionId) && !isInUse(versions, versionId) && dueTime(versions, versionId) === undefined,
  );
}

/**
 * Labels that say nothing any more once a due-label says it all: during an outage of a day at a short interval they
 * would use up the secret's twenty. While an order to revoke is open, somebody may be replacing later due times by an
 * earlier one: were that taken off meanwhile, none would be left.
 */
export function redundantLabels(versions: VersionStages): { label: string; versionId: string }[] {
  const isOrderOpen = entries(versions, 'revoke-now').length > 0;
  return Object.keys(versions)
    .filter((versionId) => !isInUse(versions, versionId) && dueTime(versions, versionId) !== undefined)
    .flatMap((versionId) => {
      const latest = dueTime(versions, versionId);
      const earlier = entries(versions, 'due').filter(
        (entry) => !isOrderOpen && entry.holder === versionId && entry.versionId === versionId && entry.time !== latest,
      );
      const stored = isStored(versions, versionId) ? [storedLabel(versionId)] : [];
      return [...stored, ...earlier.map(({ label }) => label)].map((label) => ({ label, versionId }));
    });
}

/** Rule 4: attempts that have ended for certain. Those that stored nothing may have left a token that nobody knows. */
export function endedAttempts(
  versions: VersionStages,
  now: number,
): { stored: LedgerEntry[]; unaccounted: LedgerEntry[] } {
  const ended = entries(versions, 'begun').filter(({ time }) => time < now - LONGEST_ATTEMPT_MS);
  return {
    stored: ended.filter(({ holder, versionId }) => holder === versionId),
    unaccounted: ended.filter(({ holder, versionId }) => holder !== versionId),
  };
}

/** Rule 5: what is to be done about a version that is pending without being current. */
export type PendingVerdict =
  | { readonly kind: 'nothing pending' }
  | { readonly kind: 'seen first'; readonly versionId: string }
  | { readonly kind: 'wait'; readonly versionId: string }
  | { readonly kind: 'release'; readonly versionId: string };

export function judgePending(versions: VersionStages, now: number, releaseAfterMs: number): PendingVerdict {
  const versionId = pendingVersion(versions);
  if (versionId === undefined) return { kind: 'nothing pending' };
  const seen = entries(versions, 'pending-since').filter((entry) => entry.versionId === versionId);
  if (seen.length === 0) return { kind: 'seen first', versionId };
  const since = Math.min(...seen.map(({ time }) => time));
  return { kind: now - since >= releaseAfterMs ? 'release' : 'wait', versionId };
}

/** Labels that speak of a pending version which is not pending any more. */
export function stalePendingSince(versions: VersionStages): LedgerEntry[] {
  const versionId = pendingVersion(versions);
  return entries(versions, 'pending-since').filter((entry) => entry.versionId !== versionId);
}

export interface RotationNeed {
  readonly rotationEnabled: boolean;
  readonly nextRotationAt: number | undefined;
  /** Milliseconds of life that the current token has left; undefined when there is no token yet. */
  readonly lifeLeftMs: number | undefined;
  /** Milliseconds since it was issued. */
  readonly ageMs: number | undefined;
  readonly intervalMs: number;
  /** With less life left than this a rotation is overdue. */
  readonly marginMs: number;
}

/** Rule 6: whether a rotation is overdue and nothing speaks against starting one. */
export function isRotationToBeStarted(versions: VersionStages, now: number, need: RotationNeed): boolean {
  if (!need.rotationEnabled || pendingVersion(versions) !== undefined) return false;
  if (isBackingOff(versions, now)) return false;
  return (need.nextRotationAt ?? Infinity) < now || isRunningOut(need);
}

/** A token that the API gave too short a life would be replaced at every sweep: it must also have served an interval. */
function isRunningOut({ lifeLeftMs = Infinity, ageMs = 0, intervalMs, marginMs }: RotationNeed): boolean {
  return lifeLeftMs < marginMs && ageMs >= intervalMs;
}

/** A version that was given up waits an hour for its end, and the next attempt waits with it. */
function isBackingOff(versions: VersionStages, now: number): boolean {
  return Object.keys(versions).some((versionId) => {
    const due = dueTime(versions, versionId);
    const wasNeverCurrent = !isInUse(versions, versionId) && !carries(versions, versionId, PREVIOUS);
    return wasNeverCurrent && due !== undefined && due > now && due <= now + SHORTEST_DUE_MS;
  });
}
