import { type ValidatePolicyResourceType, ValidatePolicyCommand } from '@aws-sdk/client-accessanalyzer';
import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { GetKeyPolicyCommand } from '@aws-sdk/client-kms';
import { GetPolicyCommand } from '@aws-sdk/client-lambda';
import { GetResourcePolicyCommand } from '@aws-sdk/client-secrets-manager';
import { Disproved, NotInSandbox, type Probe } from '../probe.ts';
import { policiesOf } from './borrowed-role.ts';
import type { StackSetting } from './stack-setting.ts';

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html: 5 minutes on average. */
const TRAIL_WITHIN = { within: 20 * 60, every: 60 };

interface Policy {
  readonly of: string;
  readonly document: string;
  readonly type: 'IDENTITY_POLICY' | 'RESOURCE_POLICY';
  readonly resourceType?: ValidatePolicyResourceType;
}

/** What AWS says of the stack's permissions: those that were missing, and how its policies are written. */
export const AUDIT_PROBES: readonly Probe<StackSetting>[] = [
  {
    name: 'no-call-denied',
    question: 'Does CloudTrail know no call of the stack’s functions that was denied?',
    beliefs: ['roles-suffice'],
    async run({ run, stack }) {
      const denied: string[] = [];
      let calls = 0;
      for (const { name } of stack.functions) {
        // A session of a function's role has the function's name.
        const events = await run.waiting.until(`CloudTrail knows calls of ${name}`, TRAIL_WITHIN, async () => {
          const { Events = [] } = await run.aws.cloudTrail.send(
            new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: name }] }),
          );
          return Events.length > 0 || !isBusy(name) ? Events : undefined;
        });
        calls += events.length;
        for (const { EventName, CloudTrailEvent = '{}' } of events) {
          const { errorCode = '' } = JSON.parse(CloudTrailEvent) as { errorCode?: string };
          if (/AccessDenied|Unauthorized/.test(errorCode)) denied.push(`${name}: ${EventName}`);
        }
      }
      if (denied.length > 0) throw new Disproved(`denied: ${[...new Set(denied)].join(', ')}`);
      return `${calls} calls, none denied`;
    },
  },
  {
    name: 'policies-valid',
    question: 'Does IAM Access Analyzer find no error and no security warning in any policy of the stack?',
    beliefs: ['policies-valid'],
    async run(setting) {
      const { accessAnalyzer } = setting.run.aws;
      if (setting.run.sandbox !== undefined) throw new NotInSandbox('It has no IAM Access Analyzer.');
      const policies = await allPolicies(setting);
      const found: string[] = [];
      for (const { of, document, type, resourceType } of policies) {
        const { findings = [] } = await accessAnalyzer.send(
          new ValidatePolicyCommand({
            policyDocument: document,
            policyType: type,
            ...(resourceType !== undefined && { validatePolicyResourceType: resourceType }),
          }),
        );
        for (const { findingType = '', issueCode = '' } of findings) {
          if (findingType === 'ERROR' || findingType === 'SECURITY_WARNING') found.push(`${of}: ${issueCode}`);
        }
      }
      if (found.length > 0) throw new Disproved(found.join('; '));
      return `${policies.length} policies, without finding`;
    },
  },
];

/** Whether a function has surely called AWS by now; issue-by-otp runs by a person's order alone. */
function isBusy(functionName: string): boolean {
  return !/otp/i.test(functionName);
}

async function allPolicies({ run, stack }: StackSetting): Promise<Policy[]> {
  const { iam, kms, lambda, secretsManager } = run.aws;
  const policies: Policy[] = [];
  for (const { name, roleArn } of stack.functions) {
    const RoleName = roleArn.split('/').at(-1) ?? '';
    for (const document of Object.values(await policiesOf(iam, RoleName))) {
      policies.push({ of: RoleName, document: JSON.stringify(document), type: 'IDENTITY_POLICY' });
    }
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    const trust = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '{}');
    policies.push({
      of: `trust of ${RoleName}`,
      document: trust,
      type: 'RESOURCE_POLICY',
      resourceType: 'AWS::IAM::AssumeRolePolicyDocument',
    });
    const { Policy } = await lambda.send(new GetPolicyCommand({ FunctionName: name })).catch(orNone);
    if (Policy !== undefined) policies.push({ of: name, document: Policy, type: 'RESOURCE_POLICY' });
  }
  for (const id of stack.keptIds) {
    if (id.startsWith('arn:')) {
      const { ResourcePolicy } = await secretsManager.send(new GetResourcePolicyCommand({ SecretId: id }));
      if (ResourcePolicy !== undefined) policies.push({ of: id, document: ResourcePolicy, type: 'RESOURCE_POLICY' });
    } else {
      const { Policy = '{}' } = await kms.send(new GetKeyPolicyCommand({ KeyId: id }));
      policies.push({ of: `key ${id}`, document: Policy, type: 'RESOURCE_POLICY' });
    }
  }
  return policies;
}

function orNone(error: unknown): { Policy?: string } {
  if (error instanceof Error && error.name === 'ResourceNotFoundException') return {};
  throw error;
}
