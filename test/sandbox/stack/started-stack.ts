import { type SandboxOptions, startSandbox } from '../../../sandbox/sandbox.ts';
import type { TemplateResource } from '../../../sandbox/stack/assembly.ts';
import { recordOutput, recordSecret } from '../../support/secret-watch.ts';
import { testClock } from '../../support/tests-start.ts';
import { writeAssembly } from './tiny-assembly.ts';

type Assembly = Parameters<typeof writeAssembly>[0];

/** Stands a hand-written stack up. Nothing of it is left on disk: a function's code is removed with `stop`. */
export async function startStack(assembly: Assembly, options: Omit<SandboxOptions, 'assembly'> = {}) {
  const { folder, remove } = writeAssembly(assembly);
  const lines: string[] = [];
  const secrets = new Set<string>();
  try {
    const sandbox = await startSandbox({
      assembly: folder,
      clock: testClock(),
      onOutput: (functionName, line) => {
        recordOutput(line);
        lines.push(line);
        options.onOutput?.(functionName, line);
      },
      onSecret: (value) => {
        recordSecret(value);
        secrets.add(value);
      },
      ...options,
    });
    const stop = async () => {
      await sandbox.stop();
      remove();
    };
    return { sandbox, lines, secrets, stop };
  } catch (error) {
    remove();
    throw error;
  }
}

export type StartedStack = Awaited<ReturnType<typeof startStack>>;

export const ROLE: TemplateResource = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
    },
    Policies: [
      {
        PolicyName: 'WriteLogs',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: 'arn:aws:logs:*:*:*' },
          ],
        },
      },
    ],
  },
};

/** A function whose code is the asset of this key, with the role `Role`. */
export function functionOf(assetKey: string, properties: Readonly<Record<string, unknown>> = {}): TemplateResource {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { S3Bucket: 'assets', S3Key: `${assetKey}.zip` },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Timeout: 20,
      ...properties,
    },
  };
}

/** What lets Secrets Manager rotate `Secret` with `Rotate`, and has it do so. */
export const ROTATION: Readonly<Record<string, TemplateResource>> = {
  Permission: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: { 'Fn::GetAtt': ['Rotate', 'Arn'] },
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: { Ref: 'Secret' },
    },
  },
  Schedule: {
    Type: 'AWS::SecretsManager::RotationSchedule',
    Properties: {
      SecretId: { Ref: 'Secret' },
      RotationLambdaARN: { 'Fn::GetAtt': ['Rotate', 'Arn'] },
      RotationRules: { ScheduleExpression: 'rate(30 days)' },
    },
    DependsOn: 'Permission',
  },
};
