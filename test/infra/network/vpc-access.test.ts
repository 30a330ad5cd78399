import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../../sandbox/iam/policy-evaluation.ts';
import type { PolicyDocument } from '../../../sandbox/iam/roles.ts';
import { acmeWith, resource, resources, synthesise } from '../synthesised-stack.ts';

const ACCOUNT = '111122223333';
const VPC_OWNER = '444455556666';
const REGION = 'eu-central-1';

const vpc = { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'] };
const template = synthesise({ account: ACCOUNT, region: REGION, vpc, clients: { acme: acmeWith() } });

test('vpc places every function in the subnets, without a look-up', () => {
  const functions = resources(template).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  for (const { Properties } of functions) {
    expect(Properties['VpcConfig']).toEqual({ SubnetIds: vpc.subnetIds, SecurityGroupIds: vpc.securityGroupIds });
  }
});

describe('the role of a function in a VPC', () => {
  /** With the partition in the place of its reference; other resources' references do not matter here. */
  const resolved = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(resolved);
    const { Ref, 'Fn::Join': join } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
    if (join !== undefined) return join[1].map(resolved).join(join[0]);
    if (Ref !== undefined) return Ref === 'AWS::Partition' ? 'aws' : Ref;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(one)]));
  };
  const { PolicyDocument: document } = resource(template, 'AWS::IAM::Policy', 'acme').Properties;
  const Statement = document.Statement.filter(({ Sid = '' }) => /Interface|Network/.test(Sid));
  const policy = resolved({ ...document, Statement }) as PolicyDocument;

  const arn = (kind: string, owner = ACCOUNT, region = REGION) => `arn:aws:ec2:${region}:${owner}:${kind}`;

  const verdict = (action: string, on: string, context: Readonly<Record<string, string>> = {}) =>
    evaluate(
      {
        principal: `arn:aws:sts::${ACCOUNT}:assumed-role/acme/session`,
        action: `ec2:${action}`,
        resource: on,
        // EC2 has no policies of resources: what is shared is let in by the share, and the role's own policies decide.
        resourceAccountId: ACCOUNT,
        context,
      },
      { identity: new Map([['own', policy]]) },
    );

  const inVpc = (owner = ACCOUNT, vpcId = vpc.vpcId) => ({ 'ec2:Vpc': arn(`vpc/${vpcId}`, owner) });

  // What CreateNetworkInterface is authorised on:
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
  test.each([
    ['the interface', arn('network-interface/*'), inVpc()],
    ['an interface of which nothing is known yet', arn('network-interface/*'), {}],
    ['a subnet', arn('subnet/subnet-0a1b2c3d'), inVpc()],
    ['a security group', arn('security-group/sg-0a1b2c3d'), inVpc()],
    ['a subnet that its owner shares', arn('subnet/subnet-0a1b2c3d', VPC_OWNER), inVpc(VPC_OWNER)],
    ['an interface in it', arn('network-interface/*'), inVpc(VPC_OWNER)],
    ['a security group of the owner', arn('security-group/sg-0a1b2c3d', VPC_OWNER), inVpc(VPC_OWNER)],
  ])('lets Lambda make interfaces: %s', (_, on, context) => {
    expect(verdict('CreateNetworkInterface', on, context)).toEqual({ allowed: true });
  });

  test.each([
    ['in another VPC', arn('subnet/subnet-0a1b2c3d'), inVpc(ACCOUNT, 'vpc-99999999')],
    ['in another VPC of the owner', arn('subnet/subnet-0a1b2c3d', VPC_OWNER), inVpc(VPC_OWNER, 'vpc-99999999')],
    ['in another region', arn('subnet/subnet-0a1b2c3d', ACCOUNT, 'eu-west-1'), inVpc()],
  ])('lets it make none %s', (_, on, context) => {
    expect(verdict('CreateNetworkInterface', on, context)).toMatchObject({ allowed: false, explicitly: false });
  });

  test.each([
    'CreateNetworkInterface',
    'DeleteNetworkInterface',
    'AssignPrivateIpAddresses',
    'UnassignPrivateIpAddresses',
    'DetachNetworkInterface',
    'DescribeNetworkInterfaces',
    'DescribeSubnets',
  ])('denies the function’s own code %s', (action) => {
    const own = { 'lambda:SourceFunctionArn': `arn:aws:lambda:${REGION}:${ACCOUNT}:function:acme` };
    const on = action.startsWith('Describe') ? '*' : arn('network-interface/*');
    expect(verdict(action, on, { ...inVpc(), ...own })).toMatchObject({ allowed: false, explicitly: true });
  });
});
