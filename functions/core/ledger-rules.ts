/**
 * What the sweep decides, as pure functions of the labels and a clock. Times are epoch milliseconds.
 * @see sweep.ts for what is done about it, and docs/design.md for why
 */
import { deadSince } from './dead-token.ts';
import {
  carries,
  dueTime,
  endTime,
  entries,
  freeLabels,
  givenUpTime,
  isInUse,
  isSpent,
  isStored,
  isTracked,
  type LedgerEntry,
  LONGEST_ATTEMPT_MS,
  ownEntries,
  pendingVersion,
  PREVIOUS,
  SHORTEST_DUE_MS,
  storedLabel,
  type VersionStages,
  versionsOutOfUse,
  wasCurrent,
} from './version-labels.ts';

/** Rule 2: versions that hold a live token, are out of use, and nobody has said when they end. */
export interface Undated {
  /** They were current, which counts even if an invocation with an old view gave them up. */
  readonly superseded: readonly string[];
  readonly neverCurrent: readonly string[];
}

export function undatedVersions(versions: VersionStages): Undated {
  const outOfUse = versionsOutOfUse(versions);
  return {
    superseded: outOfUse.filter((versionId) => isUndatedPrevious(versions, versionId)),
    neverCurrent: outOfUse.filter(
      (versionId) => !wasCurrent(versions, versionId) && givenUpTime(versions, versionId) === undefined,
    ),
  };
}

/** Whether nothing but AWSPREVIOUS, which leaves with the next move, says that the version's token was current. */
export function isUndatedPrevious(versions: VersionStages, versionId: string): boolean {
  return (
    isTracked(versions, versionId) &&
    carries(versions, versionId, PREVIOUS) &&
    dueTime(versions, versionId) === undefined
  );
}

/**
 * Rule 2: a version that is pending still, or again, and can never be promoted. A rollback leaves AWSPENDING on what it
 * takes back, where Secrets Manager had not taken it off (belief: pending-after-rotation).
 */
export function spentPending(versions: VersionStages): string | undefined {
  const versionId = pendingVersion(versions);
  return versionId !== undefined && isSpent(versions, versionId) ? versionId : undefined;
}

/**
 * Labels that say nothing any more: the stored-label once a due-label says it all, and of several times all but the
 * latest. During an outage of a day at a short interval they would use up the secret's twenty. While an order to revoke
 * is open, somebody may be replacing later due times by an earlier one: were that taken off meanwhile, none would be
 * left. The stored-label of what is only given up stays: an invocation may be making the version current.
 */
export function redundantLabels(versions: VersionStages): { label: string; versionId: string }[] {
  const isOrderOpen = entries(versions, 'revoke-now').length > 0;
  return Object.keys(versions)
    .filter((versionId) => !isInUse(versions, versionId))
    .flatMap((versionId) => {
      const due = isOrderOpen ? [] : ownEntries(versions, 'due', versionId);
      const earlier = [due, ownEntries(versions, 'given-up', versionId)].flatMap(allButLatest);
      const isStoredSurplus = isStored(versions, versionId) && dueTime(versions, versionId) !== undefined;
      const labels = [...(isStoredSurplus ? [storedLabel(versionId)] : []), ...earlier.map(({ label }) => label)];
      return labels.map((label) => ({ label, versionId }));
    });
}

function allButLatest(found: readonly LedgerEntry[]): LedgerEntry[] {
  return found.toSorted((one, other) => other.time - one.time).slice(1);
}

/** No token lives longer than this. */
const LONGEST_LIFE_MS = 90 * 24 * 60 * 60 * 1000;

/** With fewer labels free than two rotations need, what nobody can read makes way. */
const LABELS_KEPT_FREE = 6;

/** Rule 3: whether a version past its time that cannot be read is given up on: its token is dead, or labels are short. */
export function isUnreadableForgotten(versions: VersionStages, versionId: string, now: number): boolean {
  const isSurelyDead = now >= (endTime(versions, versionId) ?? now) + LONGEST_LIFE_MS;
  return isSurelyDead || freeLabels(versions) < LABELS_KEPT_FREE;
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
  | { readonly kind: 'release'; readonly versionId: string; readonly since: number };

/** An order to revoke is not to wait for hours, nor are those whose token is dead. */
const RELEASE_IN_NEED_MS = LONGEST_ATTEMPT_MS;

/** @param releaseAfterMs how long a version may be pending while no order to revoke is open and the token lives */
export function judgePending(versions: VersionStages, now: number, releaseAfterMs: number): PendingVerdict {
  const versionId = pendingVersion(versions);
  if (versionId === undefined) return { kind: 'nothing pending' };
  const seen = entries(versions, 'pending-since').filter((entry) => entry.versionId === versionId);
  if (seen.length === 0) return { kind: 'seen first', versionId };
  const since = Math.min(...seen.map(({ time }) => time));
  const isNeeded = entries(versions, 'revoke-now').length > 0 || deadSince(versions) !== undefined;
  const patienceMs = isNeeded ? Math.min(RELEASE_IN_NEED_MS, releaseAfterMs) : releaseAfterMs;
  return now - since >= patienceMs ? { kind: 'release', versionId, since } : { kind: 'wait', versionId };
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
  /** Whether an order to revoke waits for another token. */
  readonly isOrdered: boolean;
  /** Whether the current version holds something else than a token of ours, although there was one before. */
  readonly isTokenGone: boolean;
  /** The version that made way just now for the first attempt to replace a dead token. */
  readonly madeWay?: string | undefined;
}

/** Whether the secret ever held a token: the first deployment's placeholder is to be left to the first rotation. */
export function isBootstrapped(versions: VersionStages): boolean {
  return Object.keys(versions).some(
    (versionId) => isTracked(versions, versionId) || carries(versions, versionId, PREVIOUS),
  );
}

/** Rule 6: whether a rotation is overdue and nothing speaks against starting one. */
export function isRotationToBeStarted(versions: VersionStages, now: number, need: RotationNeed): boolean {
  if (!need.rotationEnabled || pendingVersion(versions) !== undefined) return false;
  if (isBackingOff(versions, now, need.madeWay)) return false;
  const isDead = deadSince(versions) !== undefined;
  return isDead || need.isOrdered || need.isTokenGone || (need.nextRotationAt ?? Infinity) < now || isRunningOut(need);
}

/** A token that the API gave too short a life would be replaced at every sweep: it must also have served an interval. */
function isRunningOut({ lifeLeftMs = Infinity, ageMs = 0, intervalMs, marginMs }: RotationNeed): boolean {
  return lifeLeftMs < marginMs && ageMs >= intervalMs;
}

/** What is given up in more than this was given up for another reason than a rotation that failed. */
const LONGEST_BACK_OFF_MS = 90 * 60 * 1000;

/**
 * A version that was given up waits an hour for its end, and the next attempt waits with it. What was given up before
 * the token was found dead, or made way for its successor, keeps nobody waiting.
 */
function isBackingOff(versions: VersionStages, now: number, madeWay: string | undefined): boolean {
  const dead = deadSince(versions) ?? -Infinity;
  return Object.keys(versions).some((versionId) => {
    const time = givenUpTime(versions, versionId) ?? -Infinity;
    const isForThis = time > now && time <= now + LONGEST_BACK_OFF_MS && versionId !== madeWay;
    return isForThis && time - SHORTEST_DUE_MS > dead;
  });
}
