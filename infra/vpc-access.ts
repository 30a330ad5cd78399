import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { acceptFindings, resourceFinding } from './accepted-findings.ts';
import type { VpcSettings } from './network-settings.ts';

/** What Lambda does, as the function's role, with the network interfaces that it makes. */
const INTERFACE_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:UnassignPrivateIpAddresses',
];

const DESCRIBE_ACTIONS = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];

/**
 * Puts a function into a private network. Lambda needs the role for that; the function's own code does not, and is
 * denied it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
export function reachVpc(resource: CfnFunction, role: Role, { vpcId, subnetIds, securityGroupIds }: VpcSettings): void {
  resource.vpcConfig = { subnetIds: [...subnetIds], securityGroupIds: [...securityGroupIds] };
  const stack = Stack.of(role);
  const anyInterface = stack.formatArn({ service: 'ec2', resource: '*', resourceName: '*' });
  const vpc = stack.formatArn({ service: 'ec2', resource: 'vpc', resourceName: vpcId });
  const statements = [
    new PolicyStatement({
      sid: 'LambdaMakesInterfaces',
      actions: INTERFACE_ACTIONS,
      resources: [anyInterface],
      conditions: { ArnEqualsIfExists: { 'ec2:Vpc': vpc } },
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
    ['AwsSolutions-IAM5[Resource::*]', resourceFinding(stack, anyInterface)],
    'Lambda makes the interfaces itself, so their ids are not known before, and EC2 describes only without a resource. ' +
      'They are made in one VPC alone, and the function’s own code is denied all of it.',
  );
}
