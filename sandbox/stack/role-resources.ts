import { SANDBOX_ACCOUNT, SANDBOX_PARTITION } from '../aws/aws-service.ts';
import { roleIdOf } from '../sts/user-id.ts';
import type { Clock } from '../clock.ts';
import type { ManagedPolicies } from '../iam/managed-policies.ts';
import { syntaxErrors } from '../iam/policy-evaluation.ts';
import type { PolicyDocument, Role, Roles } from '../iam/roles.ts';
import type { NewResource, ResourceMakers } from './deployment.ts';
import { physicalName } from './physical-name.ts';
import type { ResourceChanges } from './stack-update.ts';

interface NamedPolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: PolicyDocument;
}

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

interface RoleResourcesOptions {
  readonly roles: Roles;
  readonly managedPolicies: ManagedPolicies;
  readonly clock: Clock;
}

/** Roles and their policies: inline ones, managed ones, and the permissions boundary. */
export function roleResources({ roles, managedPolicies, clock }: RoleResourcesOptions): ResourceMakers {
  return {
    'AWS::IAM::Role': async (resource) => {
      const role = { ...roleOf(resource, managedPolicies), createdAt: clock.now() };
      await requireSyntax({ identity: role.policies, permissionsBoundary: role.permissionsBoundary });
      roles.add(role);
      return { ref: role.name, attributes: { Arn: role.arn, RoleId: roleIdOf(role.arn) } };
    },

    'AWS::IAM::Policy': async (resource) => {
      const { PolicyName, PolicyDocument: document, Roles: names } = resource.properties;
      await putPolicy(roles, names, String(PolicyName), document as PolicyDocument);
      return { ref: physicalName(resource), attributes: {} };
    },

    'AWS::IAM::ManagedPolicy': async (resource) => {
      const { ManagedPolicyName, Path = '/', PolicyDocument: document, Roles: names } = resource.properties;
      const name = typeof ManagedPolicyName === 'string' ? ManagedPolicyName : physicalName(resource, 128);
      const arn = iamArn(`policy${String(Path)}${name}`);
      managedPolicies.add(arn, document as PolicyDocument);
      await putPolicy(roles, names, arn, document as PolicyDocument);
      return { ref: arn, attributes: { PolicyArn: arn } };
    },
  };
}

/** What may change of a role's policy in place, and what becomes of both. */
export function roleChanges(roles: Roles): ResourceChanges {
  return {
    'AWS::IAM::Policy': {
      changeable: ['PolicyDocument'],
      change: ({ properties }) => {
        const { PolicyName, PolicyDocument: document, Roles: names } = properties;
        return putPolicy(roles, names, String(PolicyName), document as PolicyDocument);
      },
      remove: async ({ properties }) => {
        const { PolicyName, Roles: names } = properties;
        for (const name of (names ?? []) as readonly string[]) roles.deletePolicy(name, String(PolicyName));
      },
    },
    'AWS::IAM::Role': {
      isMadeAnew: true,
      remove: async ({ physical }) => roles.remove(physical.ref),
    },
  };
}

async function putPolicy(roles: Roles, names: unknown, policyName: string, document: PolicyDocument): Promise<void> {
  for (const name of (names ?? []) as readonly string[]) roles.putPolicy(name, policyName, document);
  await requireSyntax({ identity: new Map([[policyName, document]]) });
}

function roleOf(resource: NewResource, managedPolicies: ManagedPolicies): Role {
  const { AssumeRolePolicyDocument, RoleName, Path = '/', PermissionsBoundary } = resource.properties;
  const { Policies = [], ManagedPolicyArns = [], Tags = [], Description, MaxSessionDuration } = resource.properties;
  const name = typeof RoleName === 'string' ? RoleName : physicalName(resource);
  const inline = (Policies as readonly NamedPolicy[]).map(
    (policy) => [policy.PolicyName, policy.PolicyDocument] as const,
  );
  const arns = ManagedPolicyArns as readonly string[];
  const managed = arns.flatMap((arn) => {
    if (resource.leaveOut === undefined || !isOfAws(arn)) return [[arn, managedPolicies.withArn(arn)] as const];
    resource.leaveOut(`It stands without ${arn}: the sandbox does not know what AWS's own managed policies say today.`);
    return [];
  });
  return {
    name,
    arn: iamArn(`role${String(Path)}${name}`),
    trustPolicy: AssumeRolePolicyDocument as PolicyDocument,
    policies: new Map([...inline, ...managed]),
    ...(PermissionsBoundary === undefined
      ? {}
      : {
          permissionsBoundary: managedPolicies.withArn(String(PermissionsBoundary)),
          permissionsBoundaryArn: String(PermissionsBoundary),
        }),
    ...(Description === undefined ? {} : { description: String(Description) }),
    ...(MaxSessionDuration === undefined ? {} : { maxSessionSeconds: Number(MaxSessionDuration) }),
    tags: Object.fromEntries((Tags as readonly Tag[]).map(({ Key, Value }) => [Key, Value])),
  };
}

function isOfAws(policyArn: string): boolean {
  return /^arn:[^:]*:iam::aws:policy\//.test(policyArn);
}

/** @throws Error naming what is wrong: CloudFormation would not make the policy either */
async function requireSyntax(policies: Parameters<typeof syntaxErrors>[0]): Promise<void> {
  const errors = await syntaxErrors(policies);
  if (errors.length > 0) throw new Error(`A policy of the template is malformed. ${errors.join('; ')}`);
}

function iamArn(resource: string): string {
  return `arn:${SANDBOX_PARTITION}:iam::${SANDBOX_ACCOUNT}:${resource}`;
}
