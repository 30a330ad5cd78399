import * as v from 'valibot';
import { unserved } from '../../aws/request-shape.ts';
import { operation, stackName } from './operation.ts';

const request = v.object({
  StackName: stackName,
  /** It marks a request that is sent again; here a second deletion finds nothing to do. */
  ClientRequestToken: v.optional(v.string()),
  DeploymentConfig: unserved,
  DeletionMode: unserved,
  RetainResources: unserved,
  RoleARN: unserved,
});

/**
 * Deletes a stack, but for what its template keeps. On AWS it goes on after the answer; here it is done by then. A stack
 * that is not there is no error. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
 */
export const deleteStack = operation(request, async ({ StackName }, _caller, { stacks, deleteStack: remove }) => {
  const found = stacks().find(({ name, id }) => name === StackName || id === StackName);
  if (found !== undefined) await remove(found.name);
  return {};
});
