import type { Template } from '../stack/assembly.ts';
import type { MadeResource } from '../stack/deployment.ts';

/** A resource as CloudFormation lists it. */
export type StackResource = MadeResource;

/** A stack that was deployed. */
export interface StackRecord {
  readonly name: string;
  readonly id: string;
  readonly description: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly resources: readonly StackResource[];
  readonly template: Template;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch milliseconds of the last deployment after the first. */
  readonly updatedAt?: number;
  /** Epoch milliseconds; undefined while it stands. */
  readonly deletedAt?: number;
  /** Why it could not be deleted, when that was tried. */
  readonly deletionFailure?: string;
}
