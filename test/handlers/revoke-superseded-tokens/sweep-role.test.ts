import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { assumeRole, refusalOf, type RoleClients } from '../../sandbox/iam/role-clients.ts';
import { SweepFunction } from '../../support/sweep-function.ts';
import { TestSandbox } from '../../support/test-sandbox.ts';

let running: TestSandbox;
let role: RoleClients;
let SecretId: string;
let current: string;
beforeAll(async () => {
  running = await TestSandbox.start();
  const { lambda, secretsManager, credentials } = running.sandbox;
  await secretsManager.call(
    'CreateSecret',
    { Name: 'click2mail/somebody-elses', SecretString: 'x', ClientRequestToken: 'a'.repeat(32) },
    credentials.administrator.caller,
  );
  const { name } = new SweepFunction(running);
  const { roleArn } = lambda.functions().find(({ functionName }) => functionName === name) ?? { roleArn: '' };
  role = await assumeRole(running.sandbox, roleArn);
  SecretId = running.client('acme').secretArn;
  current = running.client('acme').versionWith('AWSCURRENT') ?? '';
});
afterAll(async () => {
  role.destroy();
  await running.stop();
});

const keyOf = (name: string) => running.sandbox.clients.find((client) => client.name === name)?.signingKeyArn;
const functionOf = (service: string) =>
  running.sandbox.lambda.functions().find(({ environment }) => environment['POWERTOOLS_SERVICE_NAME'] === service)
    ?.functionName;
const OTHER_RULES = { ScheduleExpression: 'rate(999 days)' };

describe('the role of the sweep is refused', () => {
  test.each<[string, () => Promise<unknown>]>([
    [
      'to make a version current',
      () =>
        role.secretsManager.updateSecretVersionStage({
          SecretId,
          VersionStage: 'AWSCURRENT',
          RemoveFromVersionId: current,
          MoveToVersionId: current,
        }),
    ],
    [
      'to move a label of somebody else',
      () => role.secretsManager.updateSecretVersionStage({ SecretId, VersionStage: 'blue', MoveToVersionId: current }),
    ],
    ['to store a value', () => role.secretsManager.putSecretValue({ SecretId, SecretString: 'x' })],
    [
      'to have another function rotate',
      () =>
        role.secretsManager.rotateSecret({
          SecretId,
          RotationLambdaARN: running.sandbox.clients.find(({ name }) => name === 'hasty')?.rotationFunctionArn,
        }),
    ],
    [
      'to have it rotate on another schedule',
      () => role.secretsManager.rotateSecret({ SecretId, RotationRules: OTHER_RULES }),
    ],
    ['to turn rotation off', () => role.secretsManager.cancelRotateSecret({ SecretId })],
    [
      'to read a secret that has its stack’s prefix and not its tag',
      () => role.secretsManager.getSecretValue({ SecretId: 'click2mail/somebody-elses' }),
    ],
    [
      'to describe a client’s secret',
      () => role.secretsManager.describeSecret({ SecretId: 'click2mail/globex/client_secret' }),
    ],
    [
      'to sign anything but a digest',
      () =>
        role.kms.sign({
          KeyId: keyOf('acme'),
          Message: new Uint8Array(32),
          MessageType: 'RAW',
          SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
        }),
    ],
    [
      'to sign in an algorithm that the key’s policy does not name',
      () =>
        role.kms.sign({
          KeyId: keyOf('acme'),
          Message: new Uint8Array(32),
          MessageType: 'DIGEST',
          SigningAlgorithm: 'RSASSA_PSS_SHA_256',
        }),
    ],
    ['to invoke itself', () => role.lambda.invoke({ FunctionName: functionOf('revoke-superseded-tokens') })],
    ['to invoke issue-by-otp', () => role.lambda.invoke({ FunctionName: functionOf('issue-by-otp') })],
  ])('%s', async (_what, call) => {
    expect((await refusalOf(call())).name).toMatch(/^AccessDenied/);
  });
});

test('the role of the sweep signs for every client of the stack', async () => {
  for (const [name, SigningAlgorithm] of [
    ['acme', 'RSASSA_PKCS1_V1_5_SHA_256'],
    ['padded', 'RSASSA_PSS_SHA_256'],
    ['elliptic', 'ECDSA_SHA_256'],
  ] as const) {
    const signed = role.kms.sign({
      KeyId: keyOf(name),
      Message: new Uint8Array(32),
      MessageType: 'DIGEST',
      SigningAlgorithm,
    });
    await expect(signed).resolves.toMatchObject({ SigningAlgorithm });
  }
});
