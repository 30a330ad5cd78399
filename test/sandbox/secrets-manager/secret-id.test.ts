import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { refusal, SecretsEndpoint } from './secrets-endpoint.ts';

let endpoint: SecretsEndpoint;
let client: SecretsManager;

beforeAll(async () => {
  endpoint = await SecretsEndpoint.start();
  ({ client } = endpoint);
  await client.createSecret({ Name: 'deleted', SecretString: 'x' });
  await client.deleteSecret({ SecretId: 'deleted' });
});
afterAll(() => endpoint[Symbol.asyncDispose]());

/** The calls that name a secret, with whatever else they need. */
const CALLS: [string, (SecretId: string) => Promise<unknown>][] = [
  ['CancelRotateSecret', (SecretId) => client.cancelRotateSecret({ SecretId })],
  ['DeleteSecret', (SecretId) => client.deleteSecret({ SecretId })],
  ['DescribeSecret', (SecretId) => client.describeSecret({ SecretId })],
  ['GetResourcePolicy', (SecretId) => client.getResourcePolicy({ SecretId })],
  ['GetSecretValue', (SecretId) => client.getSecretValue({ SecretId })],
  ['ListSecretVersionIds', (SecretId) => client.listSecretVersionIds({ SecretId })],
  ['PutResourcePolicy', (SecretId) => client.putResourcePolicy({ SecretId, ResourcePolicy: '{}' })],
  ['PutSecretValue', (SecretId) => client.putSecretValue({ SecretId, SecretString: 'x' })],
  ['RestoreSecret', (SecretId) => client.restoreSecret({ SecretId })],
  ['RotateSecret', (SecretId) => client.rotateSecret({ SecretId })],
  ['TagResource', (SecretId) => client.tagResource({ SecretId, Tags: [] })],
  ['UntagResource', (SecretId) => client.untagResource({ SecretId, TagKeys: [] })],
  ['UpdateSecret', (SecretId) => client.updateSecret({ SecretId })],
  [
    'UpdateSecretVersionStage',
    (SecretId) => client.updateSecretVersionStage({ SecretId, VersionStage: 'x', MoveToVersionId: randomUUID() }),
  ],
  ['ValidateResourcePolicy', (SecretId) => client.validateResourcePolicy({ SecretId, ResourcePolicy: '{}' })],
];

describe.each(CALLS)('%s', (operation, call) => {
  test('refuses a name that no secret can have', async () => {
    expect(await refusal(call('what?'))).toEqual({
      name: 'ValidationException',
      message:
        'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
      status: 400,
    });
  });

  test('does not find a secret that is not there', async () => {
    expect(await refusal(call('nowhere'))).toEqual({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
      status: 400,
    });
  });
});

/** These have to do with deletion themselves, or show what is deleted. */
const UNCONCERNED = ['DescribeSecret', 'RestoreSecret', 'DeleteSecret'];

test.each(CALLS.filter(([operation]) => !UNCONCERNED.includes(operation)))(
  '%s leaves a secret alone that is marked for deletion',
  async (_operation, call) => {
    expect(await refusal(call('deleted'))).toEqual({
      name: 'InvalidRequestException',
      message: "You can't perform this operation on the secret because it was marked for deletion.",
      status: 400,
    });
  },
);

test.each(['plain', 'with/slashes', 'ends-in-a1b2', 'ends-in-a1b2c3-'])(
  '%s is found by its ARN, and by the ARN without its suffix',
  async (Name) => {
    const { ARN } = await client.createSecret({ Name, SecretString: 'x' });
    expect(ARN).toMatch(new RegExp(`^arn:aws:secretsmanager:us-east-1:123456789012:secret:${Name}-[A-Za-z0-9]{6}$`));
    expect(await client.describeSecret({ SecretId: ARN })).toMatchObject({ Name });
    expect(await client.getSecretValue({ SecretId: ARN?.slice(0, -7) })).toMatchObject({ Name, SecretString: 'x' });
  },
);

test('A secret whose name ends as an ARN does is found by the whole ARN only', async () => {
  const { ARN } = await client.createSecret({ Name: 'ends-in-a1b2c3', SecretString: 'x' });
  expect(await client.getSecretValue({ SecretId: ARN })).toMatchObject({ SecretString: 'x' });
  expect(await refusal(client.getSecretValue({ SecretId: ARN?.slice(0, -7) }))).toEqual({
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret.",
    status: 400,
  });
});

test('An ARN of another secret than the one of that name is not found', async () => {
  const { ARN } = await client.createSecret({ Name: 'moved' });
  const elsewhere = ARN?.replace('us-east-1', 'eu-west-1').slice(0, -7);
  expect(await refusal(client.describeSecret({ SecretId: elsewhere }))).toMatchObject({
    name: 'ResourceNotFoundException',
  });
});
