import { describe, expect, test } from '@jest/globals';
import type { Construct } from 'constructs';
import { acmeWith, getAtt, resource, synthesise, type Json } from './synthesised-stack.ts';
import { TokenFunction } from '../../infra/token-function.ts';
import type { RotateByAssertionEnvironment } from '../../functions/rotate-by-assertion/environment.ts';

const synthesiseWith = (settings: Json = {}) => synthesise({ ...settings, clients: { acme: acmeWith() } });

describe('a function', () => {
  const template = synthesiseWith();
  const rotation = resource(template, 'AWS::Lambda::Function', 'acme').Properties;
  const logs = resource(template, 'AWS::Logs::LogGroup', 'acme');

  test('runs on Node 24 and arm64, with time and memory for retried calls, and logs JSON', () => {
    expect(rotation).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: 60,
      MemorySize: 512,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: logs.id } },
      Role: getAtt(resource(template, 'AWS::IAM::Role', 'acme').id),
    });
    expect(rotation['TracingConfig']).toBeUndefined();
  });

  test('is told the names of things and no secret', () => {
    expect(rotation.Environment.Variables).toEqual({
      CLIENT_NAME: 'acme',
      TOKEN_SECRET_ARN: { Ref: resource(template, 'AWS::SecretsManager::Secret').id },
      SIGNING_SLOT: 'a',
      SIGNING_KEY_A: getAtt(resource(template, 'AWS::KMS::Key', 'acmeSigningKey').id),
      POWERTOOLS_SERVICE_NAME: 'rotate-by-assertion',
      POWERTOOLS_METRICS_NAMESPACE: 'Click2MailTokenRotation',
    });
  });

  test('has a log group of its own, which is encrypted, empties itself and outlives the function', () => {
    expect(logs.Properties).toEqual({
      RetentionInDays: 90,
      KmsKeyId: getAtt(resource(template, 'AWS::KMS::Key', 'EncryptionKey').id),
    });
    expect(logs).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  test('has a role that Lambda alone may take on, without policies of AWS', () => {
    const { AssumeRolePolicyDocument, ManagedPolicyArns } = resource(template, 'AWS::IAM::Role', 'acme').Properties;
    expect(AssumeRolePolicyDocument.Statement).toEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
    ]);
    expect(ManagedPolicyArns).toBeUndefined();
  });

  test('may write into its own log group', () => {
    expect(resource(template, 'AWS::IAM::Policy', 'acme').Properties.PolicyDocument.Statement).toContainEqual({
      Sid: 'WriteOwnLogs',
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: getAtt(logs.id),
    });
  });
});

describe('settings that change a function', () => {
  test('tracing lets it write to X-Ray', () => {
    const template = synthesiseWith({ tracing: true });
    expect(resource(template, 'AWS::Lambda::Function', 'acme').Properties['TracingConfig']).toEqual({ Mode: 'Active' });
    expect(JSON.stringify(resource(template, 'AWS::IAM::Policy', 'acme'))).toContain('xray:PutTraceSegments');
  });

  test('logRetentionDays', () => {
    const template = synthesiseWith({ logRetentionDays: 7 });
    expect(resource(template, 'AWS::Logs::LogGroup', 'acme').Properties).toMatchObject({ RetentionInDays: 7 });
  });
});

test('a variable that is missing or unknown does not compile, nor do variables of no stated type', () => {
  type Props = ConstructorParameters<typeof TokenFunction<RotateByAssertionEnvironment>>[2];
  type Variables = Props['environment'];
  const whole: Variables = { CLIENT_NAME: '', TOKEN_SECRET_ARN: '', SIGNING_SLOT: 'a', SIGNING_KEY_A: '' };
  // @ts-expect-error SIGNING_SLOT is missing
  const missing: Variables = { CLIENT_NAME: '', TOKEN_SECRET_ARN: '' };
  // @ts-expect-error REGION is not a variable of the function
  const unknown: Variables = { ...whole, REGION: '' };
  const untyped = (scope: Construct, props: Omit<Props, 'environment'>) =>
    // @ts-expect-error the function's environment.ts is not named
    new TokenFunction(scope, 'Function', { ...props, environment: whole });
  expect([whole, missing, unknown, untyped].map((variables) => Object.keys(variables).length)).toEqual([4, 2, 5, 0]);
});
