import { describe, expect, test } from '@jest/globals';
import {
  ACCOUNT_ROOT,
  acmeWith,
  cdkContext,
  getAtt,
  inRegion,
  resource,
  resources,
  synthesise,
  viaSecretsManager,
} from './synthesised-stack.ts';

const template = synthesise(cdkContext.click2mail);
const key = resource(template, 'AWS::KMS::Key', 'EncryptionKey');

describe("the stack's encryption key", () => {
  const [administration, ...use] = key.Properties.KeyPolicy.Statement;

  test('is one for all secrets and logs, is renewed every year, and is kept', () => {
    expect(key).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    const { EnableKeyRotation, KeySpec } = key.Properties;
    expect([EnableKeyRotation, KeySpec]).toEqual([true, undefined]);
    const encrypted = resources(template).filter(({ Type }) => /::(?:Secret|LogGroup)$/.test(Type));
    expect(encrypted).toHaveLength(10);
    for (const { Properties } of encrypted) expect(Properties['KmsKeyId']).toEqual(getAtt(key.id));
  });

  test('is administered by the account, which may not use it itself', () => {
    expect(administration).toMatchObject({ Effect: 'Allow', Principal: ACCOUNT_ROOT });
    expect(administration?.Action.toString()).not.toMatch(/\*|Encrypt|Decrypt|GenerateDataKey|CreateGrant/);
  });

  test('works through Secrets Manager, and for the logs of this stack', () => {
    expect(use).toEqual([
      {
        Sid: 'AccountUsesItThroughSecretsManager',
        Effect: 'Allow',
        Principal: ACCOUNT_ROOT,
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: '*',
        Condition: { StringEquals: viaSecretsManager },
      },
      {
        Sid: 'LogsOfThisStack',
        Effect: 'Allow',
        Principal: {
          Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] },
        },
        Action: ['kms:Decrypt*', 'kms:Describe*', 'kms:Encrypt*', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        Resource: '*',
        Condition: {
          ArnLike: { 'kms:EncryptionContext:aws:logs:arn': inRegion('logs', 'log-group:Click2MailTokenRotation-*') },
        },
      },
    ]);
  });
});

describe('the readers of a secret', () => {
  const role = 'arn:aws:iam::444455556666:role/reader';
  const withReaders = synthesise({ clients: { 'acme-eu': acmeWith({ readers: [role, '777788889999'] }) } });
  const principals = {
    AWS: [role, { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::777788889999:root']] }],
  };

  test('may describe and read it, whatever its labels, and nothing else', () => {
    const policy = resource(withReaders, 'AWS::SecretsManager::ResourcePolicy').Properties;
    expect(policy).toEqual({
      SecretId: { Ref: resource(withReaders, 'AWS::SecretsManager::Secret').id },
      BlockPublicPolicy: true,
      ResourcePolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'ReadToken',
            Effect: 'Allow',
            Principal: principals,
            Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
            Resource: '*',
          },
        ],
      },
    });
  });

  test('may decrypt it, and no other secret', () => {
    const { Statement } = resource(withReaders, 'AWS::KMS::Key', 'EncryptionKey').Properties.KeyPolicy;
    expect(Statement.at(-1)).toEqual({
      Sid: 'ReadersOfacmeXeu',
      Effect: 'Allow',
      Principal: principals,
      Action: 'kms:Decrypt',
      Resource: '*',
      Condition: {
        StringEquals: viaSecretsManager,
        StringLike: {
          'kms:EncryptionContext:SecretARN': inRegion('secretsmanager', 'secret:click2mail/acme-eu-??????'),
        },
      },
    });
  });

  test('are none when none are named', () => {
    expect(template.findResources('AWS::SecretsManager::ResourcePolicy')).toEqual({});
  });
});
