import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { AwsError } from '../../../sandbox/aws/aws-service.ts';
import type { SecretEncryption } from '../../../sandbox/secrets-manager/secrets-manager.ts';
import { ACCOUNT, refusal, SecretsEndpoint } from './secrets-endpoint.ts';

let endpoint: SecretsEndpoint;
let client: SecretsManager;
/** Keys that can be used. */
let keys: Set<string>;
let uses: string[];
const SecretId = 'secret';

const encryption: SecretEncryption = {
  encrypt: ({ keyId, versionId, caller }) => {
    if (!keys.has(keyId)) throw new AwsError('EncryptionFailure', `No use of ${keyId}.`);
    uses.push(`${caller.accountId} encrypts ${versionId} by ${keyId}`);
  },
  decrypt: ({ keyId, versionId, caller }) => {
    if (!keys.has(keyId)) throw new AwsError('DecryptionFailure', `No use of ${keyId}.`);
    uses.push(`${caller.accountId} decrypts ${versionId} by ${keyId}`);
  },
  copy: () => undefined,
};

beforeEach(async () => {
  keys = new Set(['key-1', 'key-2']);
  uses = [];
  endpoint = await SecretsEndpoint.start({ encryption });
  ({ client } = endpoint);
});
afterEach(() => endpoint[Symbol.asyncDispose]());

const keyIds = async () =>
  (await client.listSecretVersionIds({ SecretId })).Versions?.map(({ KmsKeyIds }) => KmsKeyIds);
const refused = async (call: Promise<unknown>) => (await refusal(call)).name;

test('A value is encrypted and decrypted by the key of its secret, as the caller', async () => {
  const { VersionId } = await client.createSecret({ Name: SecretId, SecretString: 'x', KmsKeyId: 'key-1' });
  await client.getSecretValue({ SecretId });
  expect(uses).toEqual([`${ACCOUNT} encrypts ${VersionId} by key-1`, `${ACCOUNT} decrypts ${VersionId} by key-1`]);
  expect(await client.describeSecret({ SecretId })).toMatchObject({ KmsKeyId: 'key-1' });
  expect(await keyIds()).toEqual([['key-1']]);
});

test('Nothing is read or stored without the key, and nothing is left half done', async () => {
  await client.createSecret({ Name: SecretId, SecretString: 'x', KmsKeyId: 'key-1' });
  keys.clear();
  expect(await refused(client.getSecretValue({ SecretId }))).toBe('DecryptionFailure');
  expect(await refused(client.putSecretValue({ SecretId, SecretString: 'y' }))).toBe('EncryptionFailure');
  const change = { SecretId, SecretString: 'y', Description: 'new', KmsKeyId: 'key-2' };
  expect(await refused(client.updateSecret(change))).toBe('EncryptionFailure');
  expect(await refused(client.createSecret({ Name: 'b', SecretString: 'y', KmsKeyId: 'key-1' }))).toBe(
    'EncryptionFailure',
  );
  expect((await client.listSecrets({})).SecretList).toMatchObject([{ Name: SecretId, KmsKeyId: 'key-1' }]);
  const described = await client.describeSecret({ SecretId });
  expect(described).not.toHaveProperty('Description');
  expect(described).not.toHaveProperty('LastAccessedDate');
  expect(Object.values(described.VersionIdsToStages ?? {})).toEqual([['AWSCURRENT']]);
});

test('Another key encrypts the versions in use anew', async () => {
  await client.createSecret({ Name: SecretId, SecretString: 'x', KmsKeyId: 'key-1' });
  await client.putSecretValue({ SecretId, SecretString: 'y' });
  await client.putSecretValue({ SecretId, SecretString: 'z', VersionStages: ['mine'] });
  await client.updateSecret({ SecretId, KmsKeyId: 'key-2' });
  expect(await keyIds()).toEqual([['key-2'], ['key-2'], ['key-1']]);
  await client.updateSecret({ SecretId, KmsKeyId: '' });
  expect(await keyIds()).toEqual([['DefaultEncryptionKey'], ['DefaultEncryptionKey'], ['key-1']]);
});

test('A key that cannot be used is for later versions only', async () => {
  await client.createSecret({ Name: SecretId, SecretString: 'x', KmsKeyId: 'key-1' });
  await client.updateSecret({ SecretId, KmsKeyId: 'key-3' });
  expect(await client.describeSecret({ SecretId })).toMatchObject({ KmsKeyId: 'key-3' });
  expect(await client.getSecretValue({ SecretId })).toMatchObject({ SecretString: 'x' });
});

test('Another account reads a secret under a key of its own', async () => {
  const { ARN } = await client.createSecret({ Name: SecretId, SecretString: 'x', KmsKeyId: 'key-1' });
  expect(await endpoint.foreignClient.getSecretValue({ SecretId: ARN })).toMatchObject({ SecretString: 'x' });
  expect(uses.at(-1)).toMatch(/^999999999999 decrypts/);
});
