import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { acceptFindings, resourceFinding } from './accepted-findings.ts';
import type { VpcSettings } from './settings/network.ts';

/** What Lambda does, as the function's role, with the network interfaces that it makes. */
const INTERFACE_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:UnassignPrivateIpAddresses',
];

/** What those actions are authorised on: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html */
const INTERFACE_RESOURCES = ['network-interface', 'subnet', 'security-group'];

const DESCRIBE_ACTIONS = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];

/**
 * Puts a function into a private network. Lambda needs the role for that; the function's own code does not, and is
 * denied it (belief: vpc-interfaces).
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
export function reachVpc(resource: CfnFunction, role: Role, { vpcId, subnetIds, securityGroupIds }: VpcSettings): void {
  resource.vpcConfig = { subnetIds: [...subnetIds], securityGroupIds: [...securityGroupIds] };
  const stack = Stack.of(role);
  // Of whatever account: a subnet that is shared by AWS RAM has the ARN of its owner, and so have its VPC and the owner's
  // security groups (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html).
  const inAnyAccount = (kind: string, resourceName: string) =>
    stack.formatArn({ service: 'ec2', account: '*', resource: kind, resourceName });
  const anyOf = INTERFACE_RESOURCES.map((kind) => inAnyAccount(kind, '*'));
  const statements = [
    new PolicyStatement({
      sid: 'LambdaMakesInterfaces',
      actions: INTERFACE_ACTIONS,
      resources: anyOf,
      // The id of a VPC is one of a kind over all accounts.
      conditions: { ArnLikeIfExists: { 'ec2:Vpc': inAnyAccount('vpc', vpcId) } },
    }),
    new PolicyStatement({ sid: 'LambdaLooksAtInterfaces', actions: DESCRIBE_ACTIONS, resources: ['*'] }),
    new PolicyStatement({
      sid: 'OwnCodeTouchesNoNetwork',
      effect: Effect.DENY,
      actions: [...INTERFACE_ACTIONS, 'ec2:DetachNetworkInterface', ...DESCRIBE_ACTIONS],
      resources: ['*'],
      // Present whenever a function's own code calls.
      conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
    }),
  ];
  for (const statement of statements) role.addToPolicy(statement);
  acceptFindings(
    role,
    ['AwsSolutions-IAM5[Resource::*]', ...anyOf.map((arn) => resourceFinding(stack, arn))],
    'Lambda makes the interfaces itself, so their ids are not known before, and EC2 describes only without a resource. ' +
      'They are made in one VPC alone, and the function’s own code is denied all of it.',
  );
}
