import { AwsError } from '../../aws/aws-service.ts';
import { operationsOn } from '../../aws/operation.ts';
import type { ResourcePlace } from '../access-request.ts';
import type { Roles } from '../roles.ts';

/** What the operations work with. */
export interface Setting {
  readonly roles: Roles;
  readonly place: ResourcePlace;
}

/** An operation whose request has a shape. */
export const operation = operationsOn<Setting>('ValidationError');

export function noSuchRole(name: string): AwsError {
  return new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
}
