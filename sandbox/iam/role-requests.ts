import { isArn } from '../aws/arn.ts';
import type { WireObject } from '../aws/aws-service.ts';
import { type AccessRequest, given, onNothing } from './access-request.ts';
import type { Roles } from './roles.ts';

/** Nobody needs a permission for these: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
const FREE = new Set(['GetCallerIdentity']);

/** What a call of STS asks of IAM; nothing where it names no role, which the service refuses. */
export function roleRequests(operation: string, input: WireObject, roles: Roles): AccessRequest[] {
  if (FREE.has(operation)) return [];
  const action = `sts:${operation}`;
  if (operation !== 'AssumeRole') return [onNothing(action)];
  const { RoleArn, RoleSessionName, ExternalId } = input;
  return typeof RoleArn === 'string' && isArn(RoleArn) && !RoleArn.includes('*')
    ? [becoming(RoleArn, roles, { 'sts:RoleSessionName': RoleSessionName, 'sts:ExternalId': ExternalId })]
    : [];
}

/** To become a role, by its trust policy. */
export function becoming(roleArn: string, roles: Roles, values: Readonly<Record<string, unknown>> = {}): AccessRequest {
  const trust = roles.withArn(roleArn)?.trustPolicy;
  return {
    action: 'sts:AssumeRole',
    resource: roleArn,
    context: given(values),
    resourcePolicy: trust && JSON.stringify(trust),
  };
}
