import type { RotationRules } from './rotation/rotation-schedule.ts';
import type { RotationSettings, Secret, SecretVersion } from './secret.ts';
import { labelsOf } from './version-labels.ts';

/** A secret as the sandbox shows it to whoever runs it, values and all. Times are epoch milliseconds. */
export interface ShownSecret {
  readonly arn: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly createdAt: number;
  readonly deletionDate?: number | undefined;
  readonly rotation?: ShownRotation | undefined;
  /** Oldest first; versions without a label are among them. */
  readonly versions: readonly ShownVersion[];
}

interface ShownRotation {
  readonly enabled: boolean;
  readonly functionArn: string;
  readonly rules?: RotationRules | undefined;
  readonly lastRotatedAt?: number | undefined;
  readonly nextRotationAt?: number | undefined;
}

interface ShownVersion {
  readonly versionId: string;
  readonly labels: readonly string[];
  readonly createdAt: number;
  /** Both are absent while a rotation has not stored a value yet. */
  readonly secretString?: string | undefined;
  /** Base64. */
  readonly secretBinary?: string | undefined;
}

export function shownSecret({
  arn,
  name,
  description,
  createdAt,
  deletion,
  rotation,
  versions,
  labels,
}: Secret): ShownSecret {
  return {
    arn,
    name,
    description,
    createdAt,
    deletionDate: deletion?.date,
    rotation: rotation && shownRotation(rotation),
    versions: [...versions.values()].map((version) => shownVersion(version, labelsOf(labels, version.id))),
  };
}

function shownRotation({ schedule, ...rotation }: RotationSettings): ShownRotation {
  return { ...rotation, rules: schedule?.rules };
}

function shownVersion({ id, createdAt, value }: SecretVersion, labels: readonly string[]): ShownVersion {
  return { versionId: id, labels, createdAt, secretString: value?.SecretString, secretBinary: value?.SecretBinary };
}
