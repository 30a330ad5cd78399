import type { Caller } from '../aws/aws-service.ts';
import type { Clock } from '../clock.ts';
import type { SecretEncryption } from './encryption.ts';
import { limitExceeded, tokenInUse } from './refusals.ts';
import type { Replication } from './replication.ts';
import { DAY_MS } from '../time.ts';
import type { Secret, SecretValue, SecretVersion } from './secret.ts';
import {
  attach,
  CURRENT,
  detach,
  holderOf,
  labelsAfterStoring,
  PENDING,
  type VersionLabels,
} from './version-labels.ts';

/** A secret has about a hundred versions at most, and none is purged on its first day: the quotas page of AWS. */
const VERSION_QUOTA = 100;

interface Storing {
  readonly versionId: string;
  readonly value: SecretValue;
  readonly labels: readonly string[];
  readonly caller: Caller;
}

/** What storing touches besides the secret itself. */
interface StoringSetting {
  readonly clock: Clock;
  readonly encryption: SecretEncryption | undefined;
  readonly replication: Replication;
  readonly tellSecret: (value: string) => void;
}

/**
 * Stores a value under a version id: a new version, or the empty one that a rotation made. The first version of a
 * secret gets AWSCURRENT, whatever labels it was given. The same value once more under the same id changes nothing.
 * @returns whether it is the current value since
 * @throws ResourceExistsException when the version holds another value; LimitExceededException at 20 labels or 100
 * versions; EncryptionFailure
 */
export function storeValue(
  secret: Secret,
  storing: Storing,
  { clock, encryption, replication, tellSecret }: StoringSetting,
): boolean {
  const { versionId, value, caller } = storing;
  const stored = secret.versions.get(versionId)?.value;
  if (stored !== undefined) {
    if (isSame(stored, value)) return false;
    throw tokenInUse(versionId, secret.arn);
  }
  const names = secret.versions.size === 0 ? [CURRENT, ...storing.labels] : storing.labels;
  const labels = labelsAfterStoring(secret.labels, versionId, [...new Set(names)]);
  const { arn: secretArn, keyId } = secret;
  if (keyId !== undefined) encryption?.encrypt({ keyId, secretArn, versionId, caller });
  const now = clock.now();
  const version = { id: versionId, createdAt: now, value, keyId };
  addVersion(secret, version);
  changeLabels(secret, labels, now);
  replication.copyVersion(secret, version, caller);
  if (value.SecretString !== undefined) tellSecret(value.SecretString);
  return names.includes(CURRENT);
}

/**
 * Opens the version that a rotation is to make: empty and AWSPENDING.
 * @throws LimitExceededException
 */
export function openPendingVersion(secret: Secret, versionId: string, now: number): void {
  open(secret, { id: versionId, createdAt: now }, now);
}

/**
 * Opens the version on which testSecret runs alone: a copy of the current one, AWSPENDING.
 * @throws LimitExceededException
 */
export function openTestVersion(secret: Secret, versionId: string, now: number): void {
  const current = secret.versions.get(holderOf(secret.labels, CURRENT) ?? '');
  open(secret, { id: versionId, createdAt: now, value: current?.value, keyId: current?.keyId }, now);
}

/** Takes AWSPENDING off the tested version, and the version away, unless somebody put another label on it. */
export function closeTestVersion(secret: Secret, versionId: string, now: number): void {
  if (holderOf(secret.labels, PENDING) === versionId) changeLabels(secret, detach(secret.labels, PENDING), now);
  if (!secret.labels.has(versionId)) secret.versions.delete(versionId);
}

/** Sets the labels. A version that is still empty ends with its last label. */
export function changeLabels(secret: Secret, labels: VersionLabels, now: number): void {
  secret.labels = labels;
  secret.changedAt = now;
  for (const { id, value } of secret.versions.values()) {
    if (value === undefined && !labels.has(id)) secret.versions.delete(id);
  }
}

function open(secret: Secret, version: SecretVersion, now: number): void {
  const labels = attach(secret.labels, version.id, [PENDING]);
  addVersion(secret, version);
  changeLabels(secret, labels, now);
}

function addVersion(secret: Secret, version: SecretVersion): void {
  if (!secret.versions.has(version.id)) makeRoom(secret, version.createdAt);
  secret.versions.set(version.id, version);
}

/** Purges the oldest versions without labels once there are too many. */
function makeRoom({ versions, labels }: Secret, now: number): void {
  for (const { id, createdAt } of versions.values()) {
    if (versions.size < VERSION_QUOTA) return;
    if (!labels.has(id) && createdAt <= now - DAY_MS) versions.delete(id);
  }
  if (versions.size < VERSION_QUOTA) return;
  throw limitExceeded(
    `The secret has ${VERSION_QUOTA} versions that have a staging label or are younger than 24 hours.`,
  );
}

function isSame(one: SecretValue, other: SecretValue): boolean {
  return one.SecretString === other.SecretString && one.SecretBinary === other.SecretBinary;
}
