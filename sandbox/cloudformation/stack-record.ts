import type { Template } from '../stack/assembly.ts';
import type { MadeResource } from '../stack/deployment.ts';
import type { LeftOut } from '../stack/left-out.ts';

/** A resource as CloudFormation lists it. */
export type StackResource = MadeResource;

/** A stack that was deployed. */
export interface StackRecord {
  readonly name: string;
  readonly id: string;
  readonly description: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** What other stacks may import, by name. */
  readonly exports: Readonly<Record<string, string>>;
  /** What of it does not stand here. */
  readonly leftOut: readonly LeftOut[];
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
