import { SANDBOX_ACCOUNT, SANDBOX_PARTITION } from '../aws/aws-service.ts';
import type { PolicyDocument, Roles } from '../iam/roles.ts';
import type { ResourceMakers } from './deployment.ts';
import { physicalName } from './physical-name.ts';

interface NamedPolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: PolicyDocument;
}

/** Roles and their inline policies. */
export function roleResources(roles: Roles): ResourceMakers {
  return {
    'AWS::IAM::Role': async (resource) => {
      const { AssumeRolePolicyDocument, Policies = [], RoleName } = resource.properties;
      const name = typeof RoleName === 'string' ? RoleName : physicalName(resource);
      const arn = `arn:${SANDBOX_PARTITION}:iam::${SANDBOX_ACCOUNT}:role/${name}`;
      const policies = new Map(
        (Policies as readonly NamedPolicy[]).map((policy) => [policy.PolicyName, policy.PolicyDocument]),
      );
      roles.add({ name, arn, trustPolicy: AssumeRolePolicyDocument as PolicyDocument, policies });
      return { ref: name, attributes: { Arn: arn, RoleId: `AROA${name.slice(-12)}` } };
    },

    'AWS::IAM::Policy': async (resource) => {
      const { PolicyName, PolicyDocument, Roles: names = [] } = resource.properties;
      for (const name of names as readonly string[]) {
        roles.named(name).policies.set(String(PolicyName), PolicyDocument as PolicyDocument);
      }
      return { ref: physicalName(resource), attributes: {} };
    },
  };
}
