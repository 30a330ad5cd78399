import { expect, test } from '@jest/globals';
import type { Template } from '../../../sandbox/stack/assembly.ts';
import { ACCOUNT, allow, policyOf, principal } from '../iam/template-roles.ts';
import { functionOf, ROLE, ROTATION, startStack } from './started-stack.ts';

const UNPERMITTED = { Type: 'AWS::SecretsManager::RotationSchedule', ...ROTATION['Schedule'], DependsOn: [] };
const Secret = { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'x', SecretString: 'of no use' } };

test.each<[string, Template['Resources'], string]>([
  [
    'for want of a permission',
    { Role: ROLE, Rotate: functionOf('rotate'), Secret, Schedule: UNPERMITTED },
    'Secrets Manager cannot invoke the specified Lambda function.',
  ],
  [
    'for want of an asset',
    { Role: ROLE, Rotate: functionOf('missing') },
    'The assembly has no asset missing.zip: synthesise it again.',
  ],
  [
    'for a role that is not there',
    { Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', PolicyDocument: {}, Roles: ['nobody'] } } },
    'There is no role nobody.',
  ],
  [
    'for two functions of one name',
    { Role: ROLE, A: functionOf('rotate', { FunctionName: 'f' }), B: functionOf('rotate', { FunctionName: 'f' }) },
    'Function already exist: f',
  ],
  [
    'for a condition of a permission that the sandbox does not know',
    {
      Role: ROLE,
      Rotate: functionOf('rotate', { FunctionName: 'f' }),
      Let: {
        Type: 'AWS::Lambda::Permission',
        Properties: { FunctionName: 'f', Action: 'lambda:InvokeFunction', Principal: '*', PrincipalOrgID: 'o-1' },
        DependsOn: ['Rotate'],
      },
    },
    'The sandbox knows no PrincipalOrgID of Let.',
  ],
  [
    'for a key that CloudWatch Logs may not use for a log group',
    {
      Key: {
        Type: 'AWS::KMS::Key',
        Properties: {
          KeyPolicy: policyOf(
            principal({ AWS: `arn:aws:iam::${ACCOUNT}:root` }, allow('kms:*', '*')),
            principal(
              { Service: 'logs.us-east-1.amazonaws.com' },
              allow('kms:*', '*', {
                ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:other` },
              }),
            ),
          ),
        },
      },
      Logs: {
        Type: 'AWS::Logs::LogGroup',
        Properties: { LogGroupName: 'app', KmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } },
      },
    },
    'does not let CloudWatch Logs use it for app.',
  ],
])('a stack that could not be deployed is not stood up, either: %s', async (_name, Resources, message) => {
  const starting = startStack({ template: { Resources }, assets: { rotate: { 'index.mjs': '' } } });
  await expect(starting).rejects.toThrow(message);
});
