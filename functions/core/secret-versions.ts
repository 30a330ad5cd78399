import type { VersionStages } from './version-labels.ts';

/** What Secrets Manager says of a secret. */
export interface DescribedSecret {
  readonly rotationEnabled: boolean;
  /** Epoch milliseconds by which Secrets Manager should have rotated; absent while rotation is off. */
  readonly nextRotationAt: number | undefined;
  /** Whether the secret waits for its deletion: nothing but describing works then. */
  readonly isDeleted: boolean;
  readonly versions: VersionStages;
}

export interface SecretVersion {
  readonly versionId: string;
  readonly value: string;
  readonly labels: readonly string[];
}

/** One secret's versions and labels: all that the functions do to a secret. */
export interface SecretVersions {
  /** @throws SecretUnreadable */
  describe(): Promise<DescribedSecret>;
  /**
   * Reads the version with this id, this label, or both.
   * @throws SecretUnreadable also where there is no such version or it has no value yet
   */
  read(which: { readonly versionId?: string; readonly label?: string }): Promise<SecretVersion>;
  /**
   * Stores a value in a version and moves the labels to it, in one atomic step.
   * @throws VersionAlreadyFilled the version holds another value; nothing was stored
   * @throws SecretNotStored it is not known whether the value was stored
   */
  put(versionId: string, value: string, labels: readonly string[]): Promise<void>;
  /** @throws LabelNotMoved */
  addLabel(label: string, versionId: string): Promise<void>;
  /** Takes a label off; one that is not there counts as taken off. @throws LabelNotMoved */
  removeLabel(label: string, versionId: string): Promise<void>;
  /** Moves AWSCURRENT, which Secrets Manager refuses when `from` is not current any more. @throws LabelNotMoved */
  moveCurrent(from: string, to: string): Promise<void>;
  /** Has Secrets Manager begin a rotation. @throws RotationNotStarted */
  startRotation(): Promise<void>;
}
