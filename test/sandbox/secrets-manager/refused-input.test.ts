import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusal, SecretsEndpoint } from './secrets-endpoint.ts';

let endpoint: SecretsEndpoint;
let client: SecretsManager;

beforeAll(async () => {
  endpoint = await SecretsEndpoint.start();
  ({ client } = endpoint);
  await client.createSecret({ Name: 'there', SecretString: 'first' });
});
afterAll(() => endpoint[Symbol.asyncDispose]());

const LABELS = Array.from({ length: 21 }, (_, index) => `label-${index}`);

test('CreateSecret refuses a name that no secret can have', async () => {
  const { name, message } = await refusal(client.createSecret({ Name: 'what?' }));
  expect([name, message]).toEqual(['ValidationException', expect.stringMatching(/^Invalid name\./)]);
});

test.each<[string, () => Promise<unknown>, string, string]>([
  [
    'a deletion in less than a week',
    () => client.deleteSecret({ SecretId: 'there', RecoveryWindowInDays: 6 }),
    'InvalidParameterException',
    'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
  ],
  [
    'a deletion at once and later',
    () => client.deleteSecret({ SecretId: 'there', RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }),
    'InvalidParameterException',
    "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
  ],
  [
    'a token that is too short to be a version id',
    () => client.putSecretValue({ SecretId: 'there', SecretString: 'x', ClientRequestToken: 'short' }),
    'InvalidParameterException',
    'ClientRequestToken must be 32-64 characters long.',
  ],
  [
    'a version without a value',
    () => client.putSecretValue({ SecretId: 'there' }),
    'InvalidRequestException',
    'You must provide either SecretString or SecretBinary.',
  ],
  [
    'a batch both by name and by filter',
    () => client.batchGetSecretValue({ SecretIdList: ['a'], Filters: [{ Key: 'all', Values: ['a'] }] }),
    'InvalidParameterException',
    "Either 'SecretIdList' or 'Filters' must be provided, but not both.",
  ],
  [
    'a batch by name in pages',
    () => client.batchGetSecretValue({ SecretIdList: ['a'], MaxResults: 1 }),
    'InvalidParameterException',
    "'Filters' must be provided for 'MaxResults' to be used.",
  ],
  [
    'a version with two values',
    () => client.putSecretValue({ SecretId: 'there', SecretString: 'x', SecretBinary: Buffer.from('x') }),
    'InvalidParameterException',
    "You can't specify both a binary secret value and a string secret value in the same secret.",
  ],
  [
    'a label moved from nowhere to nowhere',
    () => client.updateSecretVersionStage({ SecretId: 'there', VersionStage: 'x' }),
    'InvalidParameterException',
    'You must specify RemoveFromVersionId, MoveToVersionId, or both.',
  ],
  [
    'a page that never was',
    () => client.listSecrets({ NextToken: 'page 7' }),
    'InvalidNextTokenException',
    'The NextToken is not valid.',
  ],
  [
    'a password too short for its types',
    () => client.getRandomPassword({ PasswordLength: 3 }),
    'InvalidParameterException',
    'Password length is too short based on the required types.',
  ],
  [
    'an empty value',
    () => client.putSecretValue({ SecretId: 'there', SecretString: '' }),
    'ValidationException',
    "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    'a value of more than 65,536 bytes',
    () => client.putSecretValue({ SecretId: 'there', SecretString: 'é'.repeat(32_769) }),
    'ValidationException',
    "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536",
  ],
  [
    'more than 20 labels at once',
    () =>
      client.putSecretValue({
        SecretId: 'there',
        SecretString: 'x',
        VersionStages: LABELS,
      }),
    'ValidationException',
    `1 validation error detected: Value '[${LABELS.join(', ')}]' at 'versionStages' failed to satisfy constraint: Member must have length less than or equal to 20`,
  ],
  [
    'a version id that is a label',
    () => client.getSecretValue({ SecretId: 'there', VersionId: 'AWSCURRENT' }),
    'ValidationException',
    "1 validation error detected: Value 'AWSCURRENT' at 'versionId' failed to satisfy constraint: Member must have length greater than or equal to 32",
  ],
  [
    'a binary value of more than 65,536 bytes, without repeating it',
    () => client.putSecretValue({ SecretId: 'there', SecretBinary: Buffer.alloc(65_537) }),
    'ValidationException',
    "1 validation error detected: Value at 'secretBinary' failed to satisfy constraint: Member must have length less than or equal to 65536",
  ],
  [
    'a filter by what is no key',
    () => client.listSecrets({ Filters: [{ Key: 'invalid' as 'all', Values: ['a'] }] }),
    'ValidationException',
    "1 validation error detected: Value 'invalid' at 'filters.1.member.key' failed to satisfy constraint: Member must satisfy enum value set: [name, description, tag-key, tag-value, primary-region, owning-service, all]",
  ],
  [
    'all that is wrong at once',
    () => client.listSecrets({ MaxResults: 0, SortOrder: 'up' as 'asc' }),
    'ValidationException',
    "2 validation errors detected: Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1; " +
      "Value 'up' at 'sortOrder' failed to satisfy constraint: Member must satisfy enum value set: [asc, desc]",
  ],
  [
    'a parameter that the sandbox does not serve',
    () => client.createSecret({ Name: 'new', Type: 'SalesforceClientSecret' }),
    'ValidationException',
    'The sandbox does not serve the parameter Type.',
  ],
  [
    'a member of an item by its number from one on',
    () => client.createSecret({ Name: 'new', Tags: [{ Key: 'a', Value: 'b' }, { Key: '' }] }),
    'ValidationException',
    "1 validation error detected: Value '' at 'tags.2.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    'a policy that is no policy',
    () => client.putResourcePolicy({ SecretId: 'there', ResourcePolicy: 'open sesame' }),
    'MalformedPolicyDocumentException',
    'This resource policy contains invalid Json.',
  ],
])('Secrets Manager refuses %s', async (_what, call, name, message) => {
  expect(await refusal(call())).toEqual({ name, message, status: 400 });
});

test('Secrets Manager ignores a member that its operation never had, as AWS does', async () => {
  const { status } = await endpoint.bare('DescribeSecret', { SecretId: 'there', SecretNmae: 'there' });
  expect(status).toBe(200);
});
