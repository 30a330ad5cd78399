import type { Template } from '../../../sandbox/stack/assembly.ts';
import { functionOf, ROLE, ROTATION } from './started-stack.ts';

export const ACCOUNT = '123456789012';
const policy = (action: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } },
      Action: action,
      Resource: '*',
    },
  ],
});
/** The policy of `policy`, as it is made. */
export const resolvedPolicy = (action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: action, Resource: '*' }],
});

const identityPolicy = (action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: action, Resource: { 'Fn::Sub': 'arn:aws:*:*:${AWS::AccountId}:*' } }],
});
/** The policy of `identityPolicy`, as it is made. */
export const resolvedIdentityPolicy = (action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: action, Resource: `arn:aws:*:*:${ACCOUNT}:*` }],
});

/** A stack with every type of resource that the sandbox makes. */
export const everyResource: Partial<Template> = {
  Resources: {
    SigningKey: {
      Type: 'AWS::KMS::Key',
      Properties: {
        Description: 'Signs',
        KeySpec: 'ECC_NIST_P256',
        KeyUsage: 'SIGN_VERIFY',
        KeyPolicy: policy('kms:*'),
      },
    },
    PlainKey: { Type: 'AWS::KMS::Key' },
    Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/plain', TargetKeyId: { Ref: 'PlainKey' } } },
    Role: ROLE,
    NamedRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        ...ROLE.Properties,
        RoleName: 'named',
        Policies: [{ PolicyName: 'Inline', PolicyDocument: identityPolicy('kms:Sign') }],
      },
    },
    Attached: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'Attached',
        PolicyDocument: identityPolicy('sts:*'),
        Roles: [{ Ref: 'NamedRole' }, { Ref: 'Role' }],
      },
    },
    Secret: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        Name: 'tiny/generated',
        Description: 'Generated',
        KmsKeyId: { 'Fn::GetAtt': ['PlainKey', 'Arn'] },
        GenerateSecretString: { PasswordLength: 40, ExcludePunctuation: true },
        Tags: [{ Key: 'team', Value: 'post' }],
      },
    },
    TemplateSecret: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        Name: 'tiny/template',
        GenerateSecretString: { SecretStringTemplate: '{"user":"ann"}', GenerateStringKey: 'password' },
      },
    },
    GivenSecret: { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: 'a given value' } },
    SecretPolicy: {
      Type: 'AWS::SecretsManager::ResourcePolicy',
      Properties: { SecretId: { Ref: 'Secret' }, ResourcePolicy: policy('secretsmanager:GetSecretValue') },
    },
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 7 } },
    NamedLogs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/tiny/logs' } },
    Rotate: functionOf('rotate', {
      FunctionName: 'rotate-tiny',
      Description: 'Rotates nothing',
      MemorySize: 256,
      Architectures: ['arm64'],
      ReservedConcurrentExecutions: 3,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: 'NamedLogs' } },
      Environment: { Variables: { SECRET: { Ref: 'Secret' } } },
    }),
    Bare: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Key: 'rotate.zip' },
        Handler: 'i.h',
        Runtime: 'nodejs24.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      },
    },
    ByName: {
      Type: 'AWS::Lambda::Permission',
      Properties: { FunctionName: { Ref: 'Bare' }, Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com' },
    },
    ...ROTATION,
  },
  Outputs: {
    PlainKey: { Value: { Ref: 'PlainKey' } },
    SigningKeyArn: { Value: { 'Fn::GetAtt': ['SigningKey', 'Arn'] } },
    SigningKeyId: { Value: { 'Fn::GetAtt': ['SigningKey', 'KeyId'] } },
    Alias: { Value: { Ref: 'Alias' } },
    Role: { Value: { Ref: 'Role' } },
    RoleArn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } },
    Secret: { Value: { Ref: 'Secret' } },
    SecretId: { Value: { 'Fn::GetAtt': ['Secret', 'Id'] } },
    GivenSecret: { Value: { Ref: 'GivenSecret' } },
    Logs: { Value: { Ref: 'Logs' } },
    NamedLogsArn: { Value: { 'Fn::GetAtt': ['NamedLogs', 'Arn'] } },
    Bare: { Value: { Ref: 'Bare' } },
  },
};
