import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { actionProblem } from '../../../infra/checks/known-actions.ts';
import { evaluate } from '../../../sandbox/iam/policy-evaluation.ts';
import type { PolicyDocument } from '../../../sandbox/iam/roles.ts';
import { RICH_SETTINGS } from '../../support/rich-configuration.ts';
import { resources, synthesiseAll } from '../synthesised-stack.ts';

const ACCOUNT = RICH_SETTINGS.account;
const REGION = RICH_SETTINGS.region;

const page = readFileSync(join(import.meta.dirname, '../../../docs/deployment.md'), 'utf8');
const [, shown = ''] = /^## Bootstrapping without[\s\S]*?```json\n([\s\S]*?)```/m.exec(page) ?? [];
const documented = JSON.parse(shown) as {
  readonly Version: string;
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
};
/** As whoever has these settings would write it. */
const policy = JSON.parse(
  shown.replaceAll('Click2MailTokenRotat', RICH_SETTINGS.stackName.slice(0, 20)),
) as PolicyDocument;
const actions = documented.Statement.flatMap(({ Action }) => Action);

const templates = [...synthesiseAll(RICH_SETTINGS).values()];
const all = templates.flatMap(resources);

/** Whether CloudFormation may, with the role that the bootstrap gives it. */
const may = (action: string, resource: string, context: Readonly<Record<string, string>> = {}): boolean =>
  evaluate(
    {
      principal: `arn:aws:sts::${ACCOUNT}:assumed-role/cdk-hnb659fds-cfn-exec-role/AWSCloudFormation`,
      action,
      resource,
      resourceAccountId: ACCOUNT,
      context,
    },
    { identity: new Map([['deployment', policy]]) },
  ).allowed;

describe('the policy for CloudFormation that docs/deployment.md shows', () => {
  test('has the service of every resource, and no others but for assets, the bootstrap’s version and the network', () => {
    const ofResources = new Set(all.map(({ Type }) => Type.split('::')[1]?.toLowerCase()));
    const ofPolicy = new Set(actions.map((action) => action.split(':')[0]));
    expect([...ofPolicy].toSorted()).toEqual([...ofResources, 's3', 'ssm', 'ec2'].toSorted());
  });

  test('has no action that AWS does not know, and no more characters than a managed policy may have', async () => {
    expect((await Promise.all(actions.map(actionProblem))).filter((problem) => problem !== undefined)).toEqual([]);
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    expect(shown.replaceAll(/\s/g, '').length).toBeLessThan(6144);
  });

  test('lets roles of the stacks be made, changed and given to functions, and no others', () => {
    const roles = all.filter(({ Type }) => Type === 'AWS::IAM::Role');
    // CloudFormation names them after the stack, because the template does not.
    expect(roles.filter(({ Properties }) => 'RoleName' in Properties)).toEqual([]);
    const own = `arn:aws:iam::${ACCOUNT}:role/${RICH_SETTINGS.stackName}-2-acmeRotationRole-Ab12Cd34`;
    const other = `arn:aws:iam::${ACCOUNT}:role/Administrator`;
    const onRoles = actions.filter((action) => action.startsWith('iam:') && action !== 'iam:PassRole');
    expect(onRoles.filter((action) => !may(action, own) || may(action, other))).toEqual([]);
    expect(onRoles).toEqual(expect.arrayContaining(['iam:CreateRole', 'iam:PutRolePolicy', 'iam:DeleteRole']));
    const passedTo = (service: string) => ({ 'iam:PassedToService': service });
    expect(may('iam:PassRole', own, passedTo('lambda.amazonaws.com'))).toBe(true);
    expect(may('iam:PassRole', own, passedTo('ec2.amazonaws.com'))).toBe(false);
    expect(may('iam:PassRole', other, passedTo('lambda.amazonaws.com'))).toBe(false);
  });

  test('lets the functions’ code be read where the template says it is', () => {
    const codes = all.flatMap(({ Type, Properties }) => (Type === 'AWS::Lambda::Function' ? [Properties.Code] : []));
    const buckets = new Set(codes.map((code) => (code as unknown as { S3Bucket: string }).S3Bucket));
    expect([...buckets].map((bucket) => [bucket, may('s3:GetObject', `arn:aws:s3:::${bucket}/code.zip`)])).toEqual([
      [`cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`, true],
    ]);
    expect(may('s3:GetObject', 'arn:aws:s3:::somebody-elses/code.zip')).toBe(false);
  });

  test('lets the parameters of the template be read', () => {
    for (const template of templates) {
      const { Parameters } = template.toJSON() as { Parameters: Record<string, { Type: string; Default: string }> };
      for (const { Type, Default } of Object.values(Parameters)) {
        expect(Type).toBe('AWS::SSM::Parameter::Value<String>');
        expect(may('ssm:GetParameters', `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${Default}`)).toBe(true);
      }
    }
  });

  test('lets Lambda look at the network of the setting vpc on behalf of CloudFormation', () => {
    for (const action of ['DescribeSecurityGroups', 'DescribeSubnets', 'DescribeVpcs']) {
      expect(may(`ec2:${action}`, '*')).toBe(true);
    }
  });
});
