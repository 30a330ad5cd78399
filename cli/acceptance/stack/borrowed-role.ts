import {
  CreateRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  paginateListRolePolicies,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { AwsCredentials } from '../../stack/aws-clients.ts';
import type { StackFunction } from '../../stack/stack-resources.ts';
import { NotInSandbox } from '../probe.ts';
import { RUN_TAG } from '../run-name.ts';
import type { Run } from '../run.ts';

/** IAM is eventually consistent. */
export const ROLE_WORKS_WITHIN_SECONDS = 120;

interface Borrowed {
  /** Behind the run's name. */
  readonly name: string;
  /** Policies by name. */
  readonly policies: Readonly<Record<string, object>>;
  /** The function whose role stands for it in the sandbox, where there is no making of roles. */
  readonly inSandbox?: StackFunction;
}

/**
 * Becomes a role that may do just this. On AWS it is a role of the run's own, which nobody but whoever runs it can
 * become; the roles of functions trust Lambda alone.
 * @throws NotInSandbox
 */
export async function borrowedRole(run: Run, { name, policies, inSandbox }: Borrowed): Promise<AwsCredentials> {
  if (run.sandbox === undefined) return assumed(run, await made(run, `${run.name}-${name}`, policies));
  if (inSandbox === undefined) throw new NotInSandbox('No role of one’s own can be made there.');
  return assumed(run, inSandbox.roleArn);
}

async function made(
  { aws, partition, accountId, userId, made: things, name: run }: Run,
  RoleName: string,
  policies: Readonly<Record<string, object>>,
): Promise<string> {
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:userid': userId } },
      },
    ],
  };
  things.roles.add(RoleName);
  const { Role } = await aws.iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify(trust),
      Description: `Tries calls for the acceptance run ${run}`,
      Tags: [{ Key: RUN_TAG, Value: run }],
    }),
  );
  for (const [PolicyName, document] of Object.entries(policies)) {
    await aws.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(document) }));
  }
  return Role?.Arn ?? '';
}

async function assumed({ aws, waiting, name }: Run, RoleArn: string): Promise<AwsCredentials> {
  const patience = { within: ROLE_WORKS_WITHIN_SECONDS, every: 5 };
  const { Credentials } = await waiting.until(`the role ${RoleArn} can be assumed`, patience, async () => {
    try {
      return await aws.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: name }));
    } catch (error) {
      if (error instanceof Error && error.name === 'AccessDenied') return undefined;
      throw error;
    }
  });
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** The inline policies of a role, by name. */
export async function policiesOf(iam: IAMClient, RoleName: string): Promise<Record<string, object>> {
  const policies: Record<string, object> = {};
  for await (const { PolicyNames = [] } of paginateListRolePolicies({ client: iam }, { RoleName })) {
    for (const PolicyName of PolicyNames) {
      const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      policies[PolicyName] = JSON.parse(decodeURIComponent(PolicyDocument)) as object;
    }
  }
  return policies;
}
