import { describe, expect, test } from '@jest/globals';
import {
  cdkContext,
  getAtt,
  inRegion,
  resource,
  resources,
  synthesise,
  viaSecretsManager,
} from './synthesised-stack.ts';

const template = synthesise(cdkContext.click2mail);
const key = getAtt(resource(template, 'AWS::KMS::Key', 'EncryptionKey').id);
const secretRef = (prefix: string) => ({ Ref: resource(template, 'AWS::SecretsManager::Secret', prefix).id });
const statementsOf = (prefix: string) =>
  resource(template, 'AWS::IAM::Policy', prefix).Properties.PolicyDocument.Statement;
const variablesOf = (prefix: string) =>
  resource(template, 'AWS::Lambda::Function', prefix).Properties.Environment.Variables;

const ROTATION = ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'].map(
  (action) => `secretsmanager:${action}`,
);
const rotationOf = (prefix: string) => [
  { Sid: 'RotateTokenSecret', Effect: 'Allow', Action: ROTATION, Resource: secretRef(prefix) },
  {
    Sid: 'UseEncryptionKeyForTokenSecret',
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: key,
    Condition: { StringEquals: { ...viaSecretsManager, 'kms:EncryptionContext:SecretARN': secretRef(prefix) } },
  },
];
const sids = (prefix: string) => statementsOf(prefix).map(({ Sid }) => Sid);

describe('the grant client-secret', () => {
  const clientSecret = resource(template, 'AWS::SecretsManager::Secret', 'globexClientSecret');

  test('has a secret for an operator to fill, which begins as something else, and is kept', () => {
    expect(clientSecret.Properties).toEqual({
      Name: 'click2mail/globex/client_secret',
      Description: expect.stringContaining('put by an operator'),
      KmsKeyId: key,
      GenerateSecretString: {
        SecretStringTemplate: '{}',
        GenerateStringKey: 'placeholder',
        PasswordLength: 32,
        ExcludePunctuation: true,
      },
      Tags: [{ Key: 'click2mail:client-secret-of', Value: 'Click2MailTokenRotation' }],
    });
    expect(clientSecret).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  test('rotates without a signing key, and may read the value of that secret and do nothing else with it', () => {
    expect(sids('globex')).toHaveLength(5);
    expect(statementsOf('globex')).toEqual(
      expect.arrayContaining([
        ...rotationOf('globexTokenSecret'),
        {
          Sid: 'ReadClientSecret',
          Effect: 'Allow',
          Action: 'secretsmanager:GetSecretValue',
          Resource: { Ref: clientSecret.id },
        },
        {
          Sid: 'UseEncryptionKeyForClientSecret',
          Effect: 'Allow',
          Action: 'kms:Decrypt',
          Resource: key,
          Condition: {
            StringEquals: { ...viaSecretsManager, 'kms:EncryptionContext:SecretARN': { Ref: clientSecret.id } },
          },
        },
      ]),
    );
    expect(variablesOf('globex')).toEqual({
      CLIENT_NAME: 'globex',
      TOKEN_SECRET_ARN: secretRef('globexTokenSecret'),
      CLIENT_SECRET_ARN: { Ref: clientSecret.id },
      POWERTOOLS_SERVICE_NAME: 'rotate-by-client-secret',
      POWERTOOLS_METRICS_NAMESPACE: 'Click2MailTokenRotation',
    });
  });
});

describe('the grant short-term-token', () => {
  test('rotates with what every rotation may do, and nothing more', () => {
    expect(sids('initech')).toEqual(['WriteOwnLogs', 'RotateTokenSecret', 'UseEncryptionKeyForTokenSecret']);
    expect(statementsOf('initech')).toEqual(expect.arrayContaining(rotationOf('initechTokenSecret')));
    expect(variablesOf('initech')).toMatchObject({
      CLIENT_NAME: 'initech',
      POWERTOOLS_SERVICE_NAME: 'rotate-by-short-term-token',
    });
  });
});

describe('issuing by a one-time code', () => {
  test('reaches the token secrets of its stack by their tag, and no client secret', () => {
    const tokenSecrets = inRegion('secretsmanager', 'secret:click2mail/*');
    expect(statementsOf('IssueByOtp').slice(1)).toEqual([
      {
        Sid: 'IssueIntoTokenSecrets',
        Effect: 'Allow',
        Action: ROTATION,
        Resource: tokenSecrets,
        Condition: {
          StringEquals: { 'secretsmanager:ResourceTag/click2mail:token-secret-of': 'Click2MailTokenRotation' },
        },
      },
      {
        Sid: 'UseEncryptionKeyForTokenSecrets',
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: key,
        Condition: {
          StringEquals: viaSecretsManager,
          StringLike: { 'kms:EncryptionContext:SecretARN': tokenSecrets },
        },
      },
    ]);
    const tagged = resources(template).filter(({ Properties }) =>
      JSON.stringify(Properties['Tags'] ?? []).includes('token-secret-of'),
    );
    expect(tagged.map(({ Properties }) => Properties['Name'])).toEqual([
      'click2mail/acme',
      'click2mail/globex',
      'click2mail/initech',
    ]);
  });

  test('may be invoked by nobody: an operator has that from elsewhere', () => {
    const permitted = resources(template).filter(({ Type }) => Type === 'AWS::Lambda::Permission');
    expect(permitted).toHaveLength(4);
    expect(JSON.stringify(permitted)).not.toContain('IssueByOtp');
  });

  test('is one function, told nothing but the names of things', () => {
    expect(Object.keys(variablesOf('IssueByOtp'))).toEqual(['POWERTOOLS_SERVICE_NAME', 'POWERTOOLS_METRICS_NAMESPACE']);
  });
});
