import { describe, expect, test } from '@jest/globals';
import { acmeWith, getAtt, resource, synthesise, viaSecretsManager } from './synthesised-stack.ts';

const template = synthesise({ clients: { acme: acmeWith() } });
const secret = resource(template, 'AWS::SecretsManager::Secret');
const rotation = resource(template, 'AWS::Lambda::Function', 'acme');
const encryptionKey = resource(template, 'AWS::KMS::Key', 'EncryptionKey');

describe('the token secret', () => {
  test("begins with a generated placeholder, has the stack's key and its tag, and is kept", () => {
    expect(secret.Properties).toEqual({
      Name: 'click2mail/acme',
      Description: expect.stringContaining('acme'),
      KmsKeyId: getAtt(encryptionKey.id),
      GenerateSecretString: { PasswordLength: 32, ExcludePunctuation: true },
      Tags: [{ Key: 'click2mail:token-secret-of', Value: 'Click2MailTokenRotation' }],
    });
    expect(secret).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  test('is the same to CloudFormation whatever the settings say, so that no deployment overwrites a live token', () => {
    const changed = synthesise({
      apiBaseUrl: 'https://api.example.com/v3',
      tracing: true,
      logRetentionDays: 7,
      clients: {
        acme: acmeWith({
          clientId: 'c2m_other',
          scopes: ['jobs:*', 'templates:read'],
          rotateEvery: 'rate(6 hours)',
          grace: '1d',
          assertion: { algorithm: 'ES256', keyId: 'k', audience: 'https://aud', lifetimeSeconds: 60 },
        }),
        beta: acmeWith(),
      },
    });
    expect(resource(changed, 'AWS::SecretsManager::Secret', 'acme')).toEqual(secret);
  });
});

describe('its rotation', () => {
  const schedule = resource(template, 'AWS::SecretsManager::RotationSchedule');
  const permission = resource(template, 'AWS::Lambda::Permission', 'acme');

  test('runs at the rate of the settings, never because of a deployment, and by our own function', () => {
    expect(schedule.Properties).toEqual({
      SecretId: { Ref: secret.id },
      RotationLambdaARN: getAtt(rotation.id),
      RotationRules: { ScheduleExpression: 'rate(30 days)' },
      RotateImmediatelyOnUpdate: false,
    });
  });

  test('may be started by Secrets Manager for this secret of this account alone', () => {
    expect(permission.Properties).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: getAtt(rotation.id),
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: { Ref: secret.id },
    });
  });

  test('is scheduled once the permission is there, and the function once its role may do its work', () => {
    expect(schedule.DependsOn).toEqual([permission.id]);
    expect(rotation.DependsOn).toContain(resource(template, 'AWS::IAM::Policy', 'acme').id);
  });

  test('may use the secret and its key, in the four ways that a rotation needs', () => {
    const { Statement } = resource(template, 'AWS::IAM::Policy', 'acme').Properties.PolicyDocument;
    expect(Statement).toContainEqual({
      Sid: 'RotateTokenSecret',
      Effect: 'Allow',
      Action: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      Resource: { Ref: secret.id },
    });
    expect(Statement).toContainEqual({
      Sid: 'UseEncryptionKeyForTokenSecret',
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: getAtt(encryptionKey.id),
      Condition: { StringEquals: { ...viaSecretsManager, 'kms:EncryptionContext:SecretARN': { Ref: secret.id } } },
    });
  });
});
