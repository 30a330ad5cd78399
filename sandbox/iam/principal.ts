import type { Caller } from '../aws/aws-service.ts';
import type { ContextValues, Policies } from './policy-evaluation.ts';
import type { PolicyDocument, Roles } from './roles.ts';

/** Whoever asks for something, and what its own policies say. */
export interface Principal {
  /** ARN of the session, or name of the service. */
  readonly arn: string;
  /** The same for all sessions that have the same policies. */
  readonly identity: string;
  readonly policies: Omit<Policies, 'resource'>;
  readonly context: ContextValues;
}

const NONE: ReadonlyMap<string, PolicyDocument> = new Map();

/** What is done in another account is not known here, so the policies of this one alone decide. */
const OWN_ACCOUNT_ALLOWS: ReadonlyMap<string, PolicyDocument> = new Map([
  ['Everything', { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }],
]);

/** A caller with the policies of its role. */
export function callingPrincipal(caller: Caller, roles: Roles, accountId: string): Principal {
  const { arn, roleArn = arn } = caller;
  const role = roles.withArn(roleArn);
  const isForeign = caller.accountId !== accountId;
  const tags = Object.entries(role?.tags ?? {});
  return {
    arn,
    identity: roleArn,
    policies: {
      identity: isForeign ? OWN_ACCOUNT_ALLOWS : (role?.policies ?? NONE),
      permissionsBoundary: role?.permissionsBoundary,
    },
    context: {
      'aws:PrincipalArn': roleArn,
      'aws:PrincipalAccount': caller.accountId,
      'aws:PrincipalType': roleArn === arn ? 'User' : 'AssumedRole',
      'aws:PrincipalIsAWSService': 'false',
      ...Object.fromEntries(tags.map(([key, value]) => [`aws:PrincipalTag/${key}`, value])),
    },
  };
}

/**
 * A service that acts as itself. It has no policies: the resource's decides.
 * @param service for example `secretsmanager.amazonaws.com`
 */
export function servicePrincipal(service: string): Principal {
  return {
    arn: service,
    identity: service,
    policies: { identity: NONE },
    context: { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': service },
  };
}
