/**
 * The ledger: what is still to be done for a secret, written in its versions' staging labels.
 * Pure functions over what DescribeSecret answers and a clock; times are epoch milliseconds.
 */

/** DescribeSecret's `VersionIdsToStages`. */
export type VersionStages = Readonly<Record<string, readonly string[]>>;

export const CURRENT = 'AWSCURRENT';
export const PENDING = 'AWSPENDING';
export const PREVIOUS = 'AWSPREVIOUS';

const MINUTE = 60 * 1000;

// belief: label-characters
const PREFIX = 'click2mail:';

/**
 * Labels of one secret, over all its versions (belief: twenty-labels).
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
const LABELS_PER_SECRET = 20;

/** Says that the version it sits on, and names, holds a live token. */
export const storedLabel = (versionId: string): string => `${PREFIX}${versionId}`;

/** Says that an issue for the version it names began then; once it sits on that version, that its token is stored. */
export const begunLabel = (time: number, attempt: string, versionId: string): string =>
  `${PREFIX}begun:${timestamp(time)}:${attempt}:${versionId}`;

/** No invocation runs longer: an attempt that began earlier has ended. */
export const LONGEST_ATTEMPT_MS = 20 * MINUTE;

/** An attempt that began longer ago is not at work any more: Secrets Manager waits before it tries again. */
const AT_WORK_MS = 2 * MINUTE;

/** Says that the version it sits on, and names, was current, and that its token is to be revoked then. */
export const dueLabel = (time: number, versionId: string): string => `${PREFIX}due:${timestamp(time)}:${versionId}`;

/** Says that the version it sits on, and names, never was current, and that its token is to be revoked then. */
export const givenUpLabel = (time: number, versionId: string): string =>
  `${PREFIX}given-up:${timestamp(time)}:${versionId}`;

/** What leaves use without a grace of its own ends no sooner: an hour is longer than two invocations. */
export const SHORTEST_DUE_MS = 60 * MINUTE;

/** Says when the version it names was first seen pending; it sits on the current version. */
export const pendingSinceLabel = (time: number, versionId: string): string =>
  `${PREFIX}pending-since:${timestamp(time)}:${versionId}`;

/** Says that the version it sits on, and names, is to be revoked as soon as another token is current. */
export const revokeNowLabel = (time: number, versionId: string): string =>
  `${PREFIX}revoke-now:${timestamp(time)}:${versionId}`;

/** Says that the API refused the token of the version it sits on, and names, then; only of the current one. */
export const deadLabel = (time: number, versionId: string): string => `${PREFIX}dead:${timestamp(time)}:${versionId}`;

/** Says that an operator ended the client then: the token of the version it sits on, and names, is revoked for good. */
export const retiredLabel = (time: number, versionId: string): string =>
  `${PREFIX}retired:${timestamp(time)}:${versionId}`;

/** A label of the ledger, read. */
export interface LedgerEntry {
  readonly label: string;
  readonly kind: 'begun' | 'due' | 'given-up' | 'pending-since' | 'revoke-now' | 'dead' | 'retired';
  /** The version that the label sits on. */
  readonly holder: string;
  /** The version that the label names. */
  readonly versionId: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Of begun-labels only. */
  readonly attempt: string | undefined;
}

/** What follows a label's kind. */
const ENTRY = /^(\d{8}T\d{6}Z):(?:([^:]+):)?([^:]+)$/;

/** The dated labels of one kind, on whatever version. */
export function entries(versions: VersionStages, kind: LedgerEntry['kind']): LedgerEntry[] {
  const beginning = `${PREFIX}${kind}:`;
  return Object.keys(versions).flatMap((holder) =>
    labelsOn(versions, holder).flatMap((label) => {
      if (!label.startsWith(beginning)) return [];
      const [, written = '', attempt, versionId = ''] = ENTRY.exec(label.slice(beginning.length)) ?? [];
      const time = parseTimestamp(written);
      return Number.isNaN(time) ? [] : [{ label, kind, holder, versionId, time, attempt }];
    }),
  );
}

export function versionWith(versions: VersionStages, label: string): string | undefined {
  return Object.keys(versions).find((versionId) => carries(versions, versionId, label));
}

export function currentVersion(versions: VersionStages): string | undefined {
  return versionWith(versions, CURRENT);
}

/** When the client was ended, if it was, and no token has become current since. */
export function retiredAt(versions: VersionStages): number | undefined {
  const current = currentVersion(versions);
  return current === undefined ? undefined : latestTime(ownEntries(versions, 'retired', current));
}

/** The version that a rotation is filling: pending, and not current. */
export function pendingVersion(versions: VersionStages): string | undefined {
  const versionId = versionWith(versions, PENDING);
  return versionId === undefined || carries(versions, versionId, CURRENT) ? undefined : versionId;
}

export function isInUse(versions: VersionStages, versionId: string): boolean {
  return carries(versions, versionId, CURRENT) || carries(versions, versionId, PENDING);
}

export function carries(versions: VersionStages, versionId: string, label: string): boolean {
  return labelsOn(versions, versionId).includes(label);
}

export function labelsOn(versions: VersionStages, versionId: string): readonly string[] {
  return Object.hasOwn(versions, versionId) ? (versions[versionId] ?? []) : [];
}

/** Whether the version holds a live token that a rotation stored, or that was seen current. */
export function isStored(versions: VersionStages, versionId: string): boolean {
  return carries(versions, versionId, storedLabel(versionId));
}

/** Whether the ledger knows of a live token in the version: stored, or waiting for its end. */
export function isTracked(versions: VersionStages, versionId: string): boolean {
  return isStored(versions, versionId) || endTime(versions, versionId) !== undefined;
}

/** Whether the version was current before: what never was is given up, and no order hastens it. */
export function wasCurrent(versions: VersionStages, versionId: string): boolean {
  return carries(versions, versionId, PREVIOUS) || dueTime(versions, versionId) !== undefined;
}

/** Whether an order to revoke the version's token is open. */
export function isOrdered(versions: VersionStages, versionId: string): boolean {
  return ownEntries(versions, 'revoke-now', versionId).length > 0;
}

/** Whether the version's time has come or is set: a rotation never makes such a version current. */
export function isSpent(versions: VersionStages, versionId: string): boolean {
  return (
    isOrdered(versions, versionId) ||
    carries(versions, versionId, PREVIOUS) ||
    endTime(versions, versionId) !== undefined
  );
}

/** The versions that hold a live token, as far as the ledger knows, and are not in use. */
export function versionsOutOfUse(versions: VersionStages): string[] {
  return Object.keys(versions).filter((versionId) => isTracked(versions, versionId) && !isInUse(versions, versionId));
}

/** When the latest attempt for the version began; undefined unless it may still be at work. */
export function atWorkSince(versions: VersionStages, versionId: string, now: number): number | undefined {
  const begun = entries(versions, 'begun').filter((entry) => entry.versionId === versionId);
  const latest = Math.max(...begun.map(({ time }) => time));
  return latest >= now - AT_WORK_MS ? latest : undefined;
}

export function freeLabels(versions: VersionStages): number {
  return LABELS_PER_SECRET - new Set(Object.values(versions).flat()).size;
}

/** The ledger's labels that sit on the version and name it, of whatever kind; the stored-label is the first. */
export function ownLabels(versions: VersionStages, versionId: string): string[] {
  const stored = storedLabel(versionId);
  const own = labelsOn(versions, versionId).filter(
    (label) => label.startsWith(PREFIX) && label.endsWith(`:${versionId}`),
  );
  return own.toSorted((one, other) => Number(other === stored) - Number(one === stored));
}

/** The version's labels of one kind that sit on it and name it. */
export function ownEntries(versions: VersionStages, kind: LedgerEntry['kind'], versionId: string): LedgerEntry[] {
  return entries(versions, kind).filter((entry) => entry.holder === versionId && entry.versionId === versionId);
}

/** When the token of a version that was current is to be revoked: of several due-labels, the latest counts. */
export function dueTime(versions: VersionStages, versionId: string): number | undefined {
  return latestTime(ownEntries(versions, 'due', versionId));
}

/** When the token of a version that never was current is to be revoked. */
export function givenUpTime(versions: VersionStages, versionId: string): number | undefined {
  return latestTime(ownEntries(versions, 'given-up', versionId));
}

/** When the version's token is to be revoked. Where it is due and given up it was current: the due-label counts. */
export function endTime(versions: VersionStages, versionId: string): number | undefined {
  return dueTime(versions, versionId) ?? givenUpTime(versions, versionId);
}

/** The versions whose token is to be revoked now: their time has passed, and they are not in use. */
export function dueVersions(versions: VersionStages, now: number): string[] {
  return Object.keys(versions).filter(
    (versionId) => !isInUse(versions, versionId) && (endTime(versions, versionId) ?? Infinity) <= now,
  );
}

/** The versions that were current and whose token still has its grace, the last superseded first. */
export function versionsInGrace(versions: VersionStages, now: number): string[] {
  const until = (versionId: string) => dueTime(versions, versionId) ?? -Infinity;
  return Object.keys(versions)
    .filter((versionId) => !isInUse(versions, versionId) && until(versionId) > now)
    .toSorted((one, other) => until(other) - until(one));
}

function latestTime(found: readonly LedgerEntry[]): number | undefined {
  return found.length === 0 ? undefined : Math.max(...found.map(({ time }) => time));
}

/** ISO 8601 basic in UTC, to the second; what is between two seconds counts as the later one. */
function timestamp(time: number): string {
  return new Date(Math.ceil(time / 1000) * 1000).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

function parseTimestamp(text: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (parts === null) return NaN;
  const [, year, month, day, hours, minutes, seconds] = parts;
  return Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
}
