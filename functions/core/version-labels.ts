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

/** Says that the token of the version it sits on, and names, is to be revoked then. */
export const dueLabel = (time: number, versionId: string): string => `${PREFIX}due:${timestamp(time)}:${versionId}`;

/** What leaves use without a grace of its own is due no sooner: an hour is longer than two invocations. */
export const SHORTEST_DUE_MS = 60 * MINUTE;

/** Says when the version it names was first seen pending; it sits on the current version. */
export const pendingSinceLabel = (time: number, versionId: string): string =>
  `${PREFIX}pending-since:${timestamp(time)}:${versionId}`;

/** Says that everything superseded is to be revoked as soon as the version it sits on, and names, is not current any more. */
export const revokeNowLabel = (time: number, versionId: string): string =>
  `${PREFIX}revoke-now:${timestamp(time)}:${versionId}`;

/** A label of the ledger, read. */
export interface LedgerEntry {
  readonly label: string;
  readonly kind: 'begun' | 'due' | 'pending-since' | 'revoke-now';
  /** The version that the label sits on. */
  readonly holder: string;
  /** The version that the label names. */
  readonly versionId: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Of begun-labels only. */
  readonly attempt: string | undefined;
}

const ENTRY = new RegExp(`^${PREFIX}(begun|due|pending-since|revoke-now):(\\d{8}T\\d{6}Z):(?:([^:]+):)?([^:]+)$`);

/** The dated labels of one kind, on whatever version. */
export function entries(versions: VersionStages, kind: LedgerEntry['kind']): LedgerEntry[] {
  return Object.keys(versions).flatMap((holder) =>
    labelsOn(versions, holder).flatMap((label) => {
      const [, found, written = '', attempt, versionId = ''] = ENTRY.exec(label) ?? [];
      const time = parseTimestamp(written);
      return found === kind && !Number.isNaN(time) ? [{ label, kind, holder, versionId, time, attempt }] : [];
    }),
  );
}

export function versionWith(versions: VersionStages, label: string): string | undefined {
  return Object.keys(versions).find((versionId) => carries(versions, versionId, label));
}

export function currentVersion(versions: VersionStages): string | undefined {
  return versionWith(versions, CURRENT);
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

/** Whether the ledger knows of a live token in the version: stored, or waiting for its due time. */
export function isTracked(versions: VersionStages, versionId: string): boolean {
  return isStored(versions, versionId) || dueLabels(versions, versionId).length > 0;
}

/** The versions that hold a live token, as far as the ledger knows, and are not in use. */
export function supersededVersions(versions: VersionStages): string[] {
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

/** The ledger's labels that sit on the version and name it, of whatever kind. */
export function ownLabels(versions: VersionStages, versionId: string): string[] {
  return labelsOn(versions, versionId).filter((label) => label.startsWith(PREFIX) && label.endsWith(`:${versionId}`));
}

export function dueLabels(versions: VersionStages, versionId: string): string[] {
  return dueEntries(versions, versionId).map(({ label }) => label);
}

/** When the version's token is to be revoked: of several due-labels, the latest counts. */
export function dueTime(versions: VersionStages, versionId: string): number | undefined {
  const times = dueEntries(versions, versionId).map(({ time }) => time);
  return times.length === 0 ? undefined : Math.max(...times);
}

function dueEntries(versions: VersionStages, versionId: string): LedgerEntry[] {
  return entries(versions, 'due').filter((entry) => entry.holder === versionId && entry.versionId === versionId);
}

/** The versions whose token is to be revoked now: due, and not in use. */
export function dueVersions(versions: VersionStages, now: number): string[] {
  return Object.keys(versions).filter(
    (versionId) => !isInUse(versions, versionId) && (dueTime(versions, versionId) ?? Infinity) <= now,
  );
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
