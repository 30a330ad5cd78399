import type { WireObject } from '../aws/aws-service.ts';
import { type AccessRequest, onNothing, type ResourcePlace } from './access-request.ts';

/** The services that operators ask how things stand. */
export type OperatorServiceName = 'cloudformation' | 'logs' | 'iam';

/**
 * What a call of them asks of IAM: an action on a stack, a log group or a role, or on nothing in particular.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function operatorRequests(
  service: OperatorServiceName,
  operation: string,
  input: WireObject,
  { partition, region, accountId }: ResourcePlace,
): AccessRequest[] {
  const action = `${service}:${operation}`;
  const { StackName, logGroupName, PolicySourceArn } = input;
  const inRegion = `arn:${partition}:${service}:${region}:${accountId}`;
  if (service === 'cloudformation' && typeof StackName === 'string') {
    const resource = StackName.startsWith('arn:') ? StackName : `${inRegion}:stack/${StackName}/sandbox`;
    return [{ action, resource, context: {} }];
  }
  if (service === 'logs' && typeof logGroupName === 'string') {
    return [{ action, resource: `${inRegion}:log-group:${logGroupName}:log-stream:`, context: {} }];
  }
  if (service === 'iam' && typeof PolicySourceArn === 'string') {
    return [{ action, resource: PolicySourceArn, context: {} }];
  }
  return [onNothing(action)];
}
