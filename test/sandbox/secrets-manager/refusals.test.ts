import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { refusal, SecretsEndpoint } from './secrets-endpoint.ts';
import { FUNCTION_ARN } from './template-rotation.ts';

let endpoint: SecretsEndpoint;
let client: SecretsManager;
const present = randomUUID();
const older = randomUUID();
const absent = randomUUID();
let secretArn = '';

beforeAll(async () => {
  endpoint = await SecretsEndpoint.start();
  ({ client } = endpoint);
  const created = await client.createSecret({ Name: 'there', SecretString: 'first', ClientRequestToken: older });
  secretArn = String(created.ARN);
  await client.putSecretValue({ SecretId: 'there', SecretString: 'second', ClientRequestToken: present });
  await client.createSecret({ Name: 'empty' });
  await client.createSecret({ Name: 'deleted', SecretString: 'x' });
  await client.deleteSecret({ SecretId: 'deleted' });
});
afterAll(() => endpoint[Symbol.asyncDispose]());

const REFUSALS: [string, () => Promise<unknown>, string, string | (() => string)][] = [
  [
    'a value of a secret without one',
    () => client.getSecretValue({ SecretId: 'empty' }),
    'ResourceNotFoundException',
    "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
  ],
  [
    'a value by a label that is nowhere',
    () => client.getSecretValue({ SecretId: 'there', VersionStage: 'AWSPENDING' }),
    'ResourceNotFoundException',
    "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
  ],
  [
    'a value of a version that is not there',
    () => client.getSecretValue({ SecretId: 'there', VersionId: absent }),
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for VersionId: ${absent}`,
  ],
  [
    'a value of a version by a label of another one',
    () => client.getSecretValue({ SecretId: 'there', VersionId: older, VersionStage: 'AWSCURRENT' }),
    'InvalidRequestException',
    'You provided a VersionStage that is not associated to the provided VersionId.',
  ],
  [
    'a new secret by a name that is taken',
    () => client.createSecret({ Name: 'there', SecretString: 'second' }),
    'ResourceExistsException',
    'The operation failed because the secret there already exists.',
  ],
  [
    'a new secret with the token of a version that holds another value',
    () => client.createSecret({ Name: 'there', SecretString: 'other', ClientRequestToken: older }),
    'ResourceExistsException',
    () =>
      `You can't use ClientRequestToken ${older} because that value is already in use for a version of secret ${secretArn}.`,
  ],
  [
    'another value under the token of a version, put',
    () => client.putSecretValue({ SecretId: 'there', SecretString: 'x', ClientRequestToken: older }),
    'ResourceExistsException',
    () =>
      `You can't use ClientRequestToken ${older} because that value is already in use for a version of secret ${secretArn}.`,
  ],
  [
    'another value under the token of a version, updated',
    () => client.updateSecret({ SecretId: 'there', SecretString: 'x', ClientRequestToken: older }),
    'ResourceExistsException',
    () =>
      `You can't use ClientRequestToken ${older} because that value is already in use for a version of secret ${secretArn}.`,
  ],
  [
    'a new secret by the name of one that is marked for deletion',
    () => client.createSecret({ Name: 'deleted', SecretString: 'x' }),
    'InvalidRequestException',
    "You can't create this secret because a secret with this name is already scheduled for deletion.",
  ],
  [
    'a second deletion',
    () => client.deleteSecret({ SecretId: 'deleted' }),
    'InvalidRequestException',
    "You tried to perform the operation on a secret that's currently marked deleted.",
  ],
  [
    'a rotation without a function',
    () => client.rotateSecret({ SecretId: 'there' }),
    'InvalidRequestException',
    'No Lambda rotation function ARN is associated with this secret.',
  ],
  [
    'a rotation by a function that Secrets Manager may not invoke',
    () => client.rotateSecret({ SecretId: 'there', RotationLambdaARN: `${FUNCTION_ARN}-of-others` }),
    'AccessDeniedException',
    'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
  ],
  [
    'AWSCURRENT moved without the version it leaves',
    () =>
      client.updateSecretVersionStage({
        SecretId: 'there',
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: older,
      }),
    'InvalidParameterException',
    `The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version ${present}, so you must explicitly reference that version in RemoveFromVersionId.`,
  ],
  [
    'a label taken off a version that does not have it',
    () =>
      client.updateSecretVersionStage({
        SecretId: 'there',
        VersionStage: 'AWSPENDING',
        RemoveFromVersionId: older,
      }),
    'InvalidParameterException',
    `Version stage AWSPENDING not found in version ${older}`,
  ],
  [
    'a label moved to a version that is not there',
    () => client.updateSecretVersionStage({ SecretId: 'there', VersionStage: 'x', MoveToVersionId: absent }),
    'InvalidParameterException',
    `Not a valid version: ${absent}`,
  ],
  [
    'AWSCURRENT taken off altogether',
    () =>
      client.updateSecretVersionStage({
        SecretId: 'there',
        VersionStage: 'AWSCURRENT',
        RemoveFromVersionId: present,
      }),
    'InvalidParameterException',
    'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
  ],
  [
    'an end of a rotation that never was',
    () => client.cancelRotateSecret({ SecretId: 'there' }),
    'InvalidRequestException',
    'Rotation was never configured for this secret.',
  ],
];

test.each(REFUSALS)('Secrets Manager refuses %s', async (_what, call, name, message) => {
  const expected = typeof message === 'string' ? message : message();
  expect(await refusal(call())).toEqual({ name, message: expected, status: 400 });
});

test('Another account neither reads nor changes a value under the default key, but sees the rest', async () => {
  const { foreignClient } = endpoint;
  const SecretId = secretArn;
  const expected = {
    name: 'InvalidRequestException',
    message:
      "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
    status: 400,
  };
  expect(await refusal(foreignClient.getSecretValue({ SecretId }))).toEqual(expected);
  expect(await refusal(foreignClient.putSecretValue({ SecretId, SecretString: 'x' }))).toEqual(expected);
  expect(await foreignClient.describeSecret({ SecretId })).toMatchObject({ Name: 'there' });
});

test('A name means a secret of the account that asks', async () => {
  const answer = await refusal(endpoint.foreignClient.describeSecret({ SecretId: 'there' }));
  expect(answer.message).toBe("Secrets Manager can't find the specified secret.");
});
