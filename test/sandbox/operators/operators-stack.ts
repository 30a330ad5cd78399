import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { allow, policyOf, roleOf } from '../iam/template-roles.ts';
import { functionOf, startStack, type StartedStack } from '../stack/started-stack.ts';

const CODE = `export const handler = async () => { console.log('ran'); };`;

export const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:work';

const logs = allow(['logs:CreateLogStream', 'logs:PutLogEvents'], '*');

const Resources = {
  Boundary: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { ManagedPolicyName: 'at-most', PolicyDocument: policyOf(allow('*', '*')) },
  },
  Role: roleOf('worker', [logs], {
    Path: '/team/',
    Description: 'Works.',
    MaxSessionDuration: 7200,
    PermissionsBoundary: { Ref: 'Boundary' },
    Tags: [{ Key: 'team', Value: 'post' }],
  }),
  Plain: roleOf('plain', []),
  Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/app/work', RetentionInDays: 90 } },
  OldLogs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/app/old' } },
  Work: functionOf('code', {
    FunctionName: 'work',
    LoggingConfig: { LogGroup: { Ref: 'Logs' } },
    ReservedConcurrentExecutions: 7,
  }),
  Alias: {
    Type: 'AWS::Lambda::Alias',
    Properties: { FunctionName: { Ref: 'Work' }, FunctionVersion: '$LATEST', Name: 'shop', Description: 'of the shop' },
  },
  Url: {
    Type: 'AWS::Lambda::Url',
    Properties: { AuthType: 'AWS_IAM', Qualifier: 'shop', TargetFunctionArn: { 'Fn::GetAtt': ['Work', 'Arn'] } },
    DependsOn: 'Alias',
  },
  Other: functionOf('code', { FunctionName: 'other' }),
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: 'tick',
      Description: 'Ticks.',
      ScheduleExpression: 'rate(15 minutes)',
      State: 'ENABLED',
      Targets: [
        { Id: 'Work', Arn: { 'Fn::GetAtt': ['Work', 'Arn'] }, Input: '{}', RetryPolicy: { MaximumRetryAttempts: 1 } },
      ],
    },
  },
  Rest: {
    Type: 'AWS::Events::Rule',
    Properties: { Name: 'rest', ScheduleExpression: 'rate(1 day)', State: 'DISABLED', Targets: [] },
  },
  Permission: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: { 'Fn::GetAtt': ['Work', 'Arn'] },
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': ['Rule', 'Arn'] },
    },
  },
};

/** A stack with one of all that operators look at, and roles besides. */
export function startOperatorsStack(roles: Readonly<Record<string, object>> = {}): Promise<StartedStack> {
  const Outputs = { Function: { Description: 'Which works', Value: { Ref: 'Work' } } };
  return startStack({
    template: { Description: 'A stack', Resources: { ...Resources, ...roles }, Outputs },
    assets: { code: { 'index.mjs': CODE } },
  });
}

/** Clients of the services that operators ask, for these credentials; the administrator's when there are none. */
export function operatorClients(
  { awsEndpoint }: Pick<Sandbox, 'awsEndpoint'>,
  credentials: NonNullable<ConstructorParameters<typeof IAM>[0]>['credentials'] = {
    accessKeyId: 'test',
    secretAccessKey: 'test',
  },
) {
  const settings = { endpoint: awsEndpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  const clients = {
    cloudformation: new CloudFormation(settings),
    events: new EventBridge(settings),
    iam: new IAM(settings),
    lambda: new Lambda(settings),
    logs: new CloudWatchLogs(settings),
  };
  return { ...clients, destroy: () => Object.values(clients).forEach((client) => client.destroy()) };
}

export type OperatorClients = ReturnType<typeof operatorClients>;
