import type { RotationSchedule } from './rotation/rotation-schedule.ts';
import type { VersionLabels } from './version-labels.ts';

/** Exactly one of the two; binary as base64. */
export type SecretValue =
  | { readonly SecretString: string; readonly SecretBinary?: undefined }
  | { readonly SecretBinary: string; readonly SecretString?: undefined };

/** Times here and below are epoch milliseconds. */
export interface SecretVersion {
  readonly id: string;
  readonly createdAt: number;
  /** None while it is the empty version that RotateSecret made for the rotation function to fill. */
  readonly value?: SecretValue | undefined;
  /** None means the account's default key. */
  keyId?: string | undefined;
  /** Midnight UTC of the day of the last read. */
  accessedOn?: number;
}

export interface RotationSettings {
  enabled: boolean;
  functionArn: string;
  schedule?: RotationSchedule | undefined;
  lastRotatedAt?: number;
  /** The latest time by which the next rotation should have happened; in the past while rotation fails. */
  nextRotationAt?: number | undefined;
}

/** A copy of a secret in another region, as its primary knows it. */
export interface Replica {
  readonly region: string;
  /** None means the default key of that region. */
  keyId: string | undefined;
  /** On AWS a copy is also `InProgress` for a moment. */
  status: 'InSync' | 'Failed';
  message: string;
}

export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
  changedAt: number;
  accessedOn?: number;
  description?: string | undefined;
  /** None means the account's default key. */
  keyId?: string | undefined;
  policy?: string | undefined;
  /** None until the first tag was set. */
  tags?: Map<string, string>;
  /** `date` is what AWS answers as DeletionDate; at `endsAt` the secret is gone. */
  deletion?: { readonly date: number; readonly endsAt: number } | undefined;
  rotation?: RotationSettings;
  /** By region; only a primary has any. */
  replicas?: Map<string, Replica>;
  /** Only a replica has one. */
  primaryRegion?: string | undefined;
  labels: VersionLabels;
  /** In the order of their creation. */
  readonly versions: Map<string, SecretVersion>;
}

/** As AWS writes a time: epoch seconds, with milliseconds as decimals. */
export function inSeconds(time: number | undefined): number | undefined {
  return time === undefined ? undefined : Math.round(time) / 1000;
}
