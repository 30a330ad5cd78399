import { DescribeKeyCommand, EncryptCommand, GetKeyPolicyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetFunctionConfigurationCommand, GetPolicyCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ACCOUNT, everyResource, resolvedIdentityPolicy, resolvedPolicy } from './every-resource.ts';
import { ROLE, startStack, type StartedStack } from './started-stack.ts';

let started: StartedStack;
let clients: { kms: KMSClient; lambda: LambdaClient; secretsManager: SecretsManagerClient };

beforeAll(async () => {
  const code = `export const handler = async ({ Step }) => console.log('step ' + Step);`;
  started = await startStack({ template: everyResource, assets: { rotate: { 'index.mjs': code } } });
  const settings = {
    endpoint: started.sandbox.awsEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  clients = {
    kms: new KMSClient(settings),
    lambda: new LambdaClient(settings),
    secretsManager: new SecretsManagerClient(settings),
  };
});
afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy();
  await started.stop();
});

const output = (name: string) => started.sandbox.outputs[name] ?? '';

describe('a key', () => {
  test('is made with its spec, usage, description and policy', async () => {
    const { KeyMetadata } = await clients.kms.send(new DescribeKeyCommand({ KeyId: output('SigningKeyId') }));
    expect(KeyMetadata).toMatchObject({
      Arn: output('SigningKeyArn'),
      Description: 'Signs',
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
    });
    const { Policy = '' } = await clients.kms.send(new GetKeyPolicyCommand({ KeyId: output('SigningKeyId') }));
    expect(JSON.parse(Policy)).toEqual(resolvedPolicy('kms:*'));
  });

  test('is symmetric when the template says nothing, and known by its alias', async () => {
    expect(output('Alias')).toBe('alias/plain');
    const Plaintext = Buffer.from('x');
    const { KeyId } = await clients.kms.send(new EncryptCommand({ KeyId: 'alias/plain', Plaintext }));
    expect(KeyId).toBe(`arn:aws:kms:us-east-1:${ACCOUNT}:key/${output('PlainKey')}`);
  });
});

describe('a role', () => {
  test('has the name and ARN that the rest of the stack sees, and its trust policy', () => {
    expect(output('Role')).toMatch(/^Tiny-Role-[0-9A-F]{12}$/);
    expect(output('RoleArn')).toBe(`arn:aws:iam::${ACCOUNT}:role/${output('Role')}`);
    const { roles } = started.sandbox;
    expect(roles.exists(output('RoleArn'))).toBe(true);
    expect(roles.exists(`${output('RoleArn')}x`)).toBe(false);
    expect(roles.named(output('Role')).trustPolicy).toEqual(ROLE.Properties?.['AssumeRolePolicyDocument']);
  });

  test('has its inline policies and those attached to it', () => {
    const { roles } = started.sandbox;
    expect(Object.fromEntries(roles.named('named').policies)).toEqual({
      Inline: resolvedIdentityPolicy('kms:Sign'),
      Attached: resolvedIdentityPolicy('sts:*'),
    });
    expect([...roles.named(output('Role')).policies.keys()]).toEqual(['WriteLogs', 'Attached']);
    expect(roles.all()).toHaveLength(2);
    expect(() => roles.named('nobody')).toThrow('There is no role nobody.');
  });
});

describe('a secret', () => {
  const valueOf = async (SecretId: string) =>
    (await clients.secretsManager.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? '';
  const describeSecret = (SecretId: string) => clients.secretsManager.send(new DescribeSecretCommand({ SecretId }));

  test('is made with what the template says of it', async () => {
    expect(await describeSecret('tiny/generated')).toMatchObject({
      ARN: output('Secret'),
      Description: 'Generated',
      KmsKeyId: started.sandbox.kms.keys().find(({ id }) => id === output('PlainKey'))?.arn,
      Tags: [{ Key: 'team', Value: 'post' }],
    });
    expect(output('SecretId')).toBe(output('Secret'));
  });

  test('has a generated value: alone, or in a template', async () => {
    expect(await valueOf('tiny/generated')).toMatch(/^[0-9A-Za-z]{40}$/);
    const inTemplate = JSON.parse(await valueOf('tiny/template')) as object;
    expect(inTemplate).toEqual({ user: 'ann', password: expect.stringMatching(/^.{32}$/) });
  });

  test('has the value that the template gives, and a name of CloudFormation’s where it gives none', async () => {
    expect(await valueOf(output('GivenSecret'))).toBe('a given value');
    expect((await describeSecret(output('GivenSecret'))).Name).toMatch(/^Tiny-GivenSecret-[0-9A-F]{12}$/);
  });

  test('has its resource policy', async () => {
    const command = new GetResourcePolicyCommand({ SecretId: 'tiny/generated' });
    const { ResourcePolicy = '' } = await clients.secretsManager.send(command);
    expect(JSON.parse(ResourcePolicy)).toEqual(resolvedPolicy('secretsmanager:GetSecretValue'));
  });

  test('is rotated by its schedule, and at once unless the template says otherwise', async () => {
    expect(await describeSecret('tiny/generated')).toMatchObject({
      RotationEnabled: true,
      RotationLambdaARN: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:rotate-tiny`,
      RotationRules: { ScheduleExpression: 'rate(30 days)' },
    });
    const steps = started.lines.flatMap((line) => /step (\w+)/.exec(line)?.[1] ?? []);
    expect(steps).toEqual(['createSecret', 'setSecret', 'testSecret', 'finishSecret']);
  });
});

describe('a function', () => {
  const configurationOf = (FunctionName: string) =>
    clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));

  test('is deployed as the template says', async () => {
    expect(await configurationOf('rotate-tiny')).toMatchObject({
      FunctionName: 'rotate-tiny',
      Description: 'Rotates nothing',
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Role: output('RoleArn'),
      Timeout: 20,
      MemorySize: 256,
      Architectures: ['arm64'],
      Environment: { Variables: { SECRET: output('Secret') } },
      LoggingConfig: { LogFormat: 'JSON', LogGroup: '/tiny/logs' },
    });
    const deployed = started.sandbox.lambda.functions().find(({ functionName }) => functionName === 'rotate-tiny');
    expect(deployed?.reservedConcurrency).toBe(3);
  });

  test('has Lambda’s own settings where the template says nothing', async () => {
    const name = output('Bare');
    expect(name).toMatch(/^Tiny-Bare-[0-9A-F]{12}$/);
    expect(await configurationOf(name)).toMatchObject({
      Timeout: 3,
      MemorySize: 128,
      Environment: { Variables: {} },
      LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}` },
    });
  });

  test('may be invoked by whom its permissions name, by name or ARN', async () => {
    const statementsOf = async (FunctionName: string) => {
      const { Policy = '' } = await clients.lambda.send(new GetPolicyCommand({ FunctionName }));
      return (JSON.parse(Policy) as { Statement: unknown[] }).Statement;
    };
    expect(await statementsOf('rotate-tiny')).toEqual([
      expect.objectContaining({
        Action: 'lambda:InvokeFunction',
        Principal: { Service: 'secretsmanager.amazonaws.com' },
        Condition: { StringEquals: { 'AWS:SourceAccount': ACCOUNT }, ArnLike: { 'AWS:SourceArn': output('Secret') } },
      }),
    ]);
    expect(await statementsOf(output('Bare'))).toEqual([
      expect.objectContaining({ Principal: { Service: 'events.amazonaws.com' } }),
    ]);
  });
});

test('a log group has a name and an ARN for the policies that name it', () => {
  expect(output('Logs')).toMatch(/^Tiny-Logs-[0-9A-F]{12}$/);
  expect(output('NamedLogsArn')).toBe(`arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/tiny/logs:*`);
});
