import * as v from 'valibot';
import { AwsError } from '../../aws/aws-service.ts';
import { operationsOn } from '../../aws/operation.ts';
import type { StackRecord } from '../stack-record.ts';

/** What the operations work with. */
export interface Setting {
  readonly stacks: () => readonly StackRecord[];
  /** Stacks that stood once, newest last. */
  readonly deleted: () => readonly StackRecord[];
  /** Resolves when the stack is deleted, or its record says why it is not. */
  readonly deleteStack: (name: string) => Promise<void>;
}

/** An operation whose request has a shape. */
export const operation = operationsOn<Setting>('ValidationError');

/** Name or ARN. AWS gives it no length. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
export const stackName = v.string();

/** @throws AwsError `ValidationError` */
export function stackOf(nameOrId: string, { stacks, deleted }: Setting): StackRecord {
  const standing = stacks().find(({ name, id }) => name === nameOrId || id === nameOrId);
  // A stack that is deleted is found by its id alone.
  const found = standing ?? deleted().findLast(({ id }) => id === nameOrId);
  if (found === undefined) throw refusal(`Stack with id ${nameOrId} does not exist`);
  return found;
}

export function refusal(message: string): AwsError {
  return new AwsError('ValidationError', message);
}
