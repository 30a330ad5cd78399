import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SecretsEndpoint } from './secrets-endpoint.ts';

let endpoint: SecretsEndpoint;

beforeAll(async () => {
  endpoint = await SecretsEndpoint.start();
});
afterAll(() => endpoint[Symbol.asyncDispose]());

test.each([
  ['CreateSecret', { Name: 'unheard-of', SecretString: 'x' }, 'InvalidRequestException'],
  ['PutSecretValue', { SecretId: 'unheard-of', SecretString: 'x' }, 'InvalidRequestException'],
  ['UpdateSecret', { SecretId: 'unheard-of', SecretString: 'x' }, 'InvalidRequestException'],
  ['RotateSecret', { SecretId: 'unheard-of' }, 'InvalidParameterException'],
])('%s asks for a ClientRequestToken before it looks for the secret', async (operation, input, name) => {
  expect(await endpoint.bare(operation, input)).toEqual({
    status: 400,
    body: {
      __type: name,
      Message: 'You must provide a ClientRequestToken value. We recommend a UUID-type value.',
    },
  });
});

test.each([
  [
    'a name of the wrong type',
    { SecretId: 7 },
    'SerializationException',
    /^NUMBER_VALUE can not be converted to a String$/,
  ],
  ['no name', {}, 'ValidationException', /^1 validation error detected: Value at 'secretId' .* must not be null$/],
])('Secrets Manager refuses %s', async (_what, input, name, message) => {
  const { body } = await endpoint.bare('DescribeSecret', input);
  expect(body).toEqual({
    __type: name,
    message: expect.stringMatching(message),
  });
});

test('An operation that is not served is unknown', async () => {
  const { status, body } = await endpoint.bare('AcceptCrossAccountReplication', { SecretId: 'there' });
  expect([status, body]).toEqual([400, expect.objectContaining({ __type: 'UnknownOperationException' })]);
});
