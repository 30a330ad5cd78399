import type { WireObject } from '../aws/aws-service.ts';
import { type AccessRequest, onNothing, type ResourcePlace } from './access-request.ts';
import type { Roles } from './roles.ts';

/** The services that operators ask how things stand, and have switch rules. */
export type OperatorServiceName = 'cloudformation' | 'logs' | 'iam' | 'events';

interface OperatorsGuard {
  readonly place: ResourcePlace;
  readonly roles: Roles;
}

/**
 * What a call of them asks of IAM: an action on a stack, a log group, a role or a rule, or on nothing in particular.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function operatorRequests(
  service: OperatorServiceName,
  operation: string,
  input: WireObject,
  guard: OperatorsGuard,
): AccessRequest[] {
  const action = `${service}:${operation}`;
  const resource = RESOURCES[service](input, guard, operation);
  if (resource === undefined) return [onNothing(action)];
  const context: AccessRequest['context'] =
    service === 'events' ? { 'events:creatorAccount': guard.place.accountId } : {};
  return [{ action, resource, context }];
}

type ResourceOf = (input: WireObject, guard: OperatorsGuard, operation: string) => string | undefined;

const RESOURCES: Readonly<Record<OperatorServiceName, ResourceOf>> = {
  cloudformation: ({ StackName }, { place }) => {
    if (typeof StackName !== 'string') return undefined;
    return StackName.startsWith('arn:') ? StackName : inRegion('cloudformation', `stack/${StackName}/sandbox`, place);
  },
  logs: ({ logGroupName, logGroupIdentifier }, { place }, operation) => {
    // AWS asks for the group without a name: a policy that names groups does not let anybody list them.
    if (operation === 'DescribeLogGroups') return inRegion('logs', 'log-group::log-stream:', place);
    const named = logGroupName ?? logGroupIdentifier;
    if (typeof named !== 'string') return undefined;
    const group = named.startsWith('arn:') ? named : inRegion('logs', `log-group:${named}`, place);
    return `${group}:log-stream:`;
  },
  iam: ({ PolicySourceArn, RoleName }, { place, roles }) => {
    if (typeof PolicySourceArn === 'string') return PolicySourceArn;
    if (typeof RoleName !== 'string') return undefined;
    const role = roles.all().find(({ name }) => name === RoleName);
    return role?.arn ?? `arn:${place.partition}:iam::${place.accountId}:role/${RoleName}`;
  },
  events: ({ Name, Rule = Name }, { place }) =>
    typeof Rule === 'string' ? inRegion('events', `rule/${Rule}`, place) : undefined,
};

function inRegion(service: string, resource: string, { partition, region, accountId }: ResourcePlace): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}
