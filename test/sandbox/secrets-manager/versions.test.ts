import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { refusal, SecretsEndpoint, START } from './secrets-endpoint.ts';

let endpoint: SecretsEndpoint;
let client: SecretsManager;
const SecretId = 'secret';
const [one, two, three] = ['1', '2', '3'].map((digit) => digit.repeat(32)) as [string, string, string];

beforeEach(async () => {
  endpoint = await SecretsEndpoint.start();
  ({ client } = endpoint);
});
afterEach(() => endpoint[Symbol.asyncDispose]());

const create = () => client.createSecret({ Name: SecretId, SecretString: 'first', ClientRequestToken: one });
const put = (ClientRequestToken: string, SecretString: string, VersionStages?: string[]) =>
  client.putSecretValue({ SecretId, ClientRequestToken, SecretString, VersionStages });
const labels = async () => (await client.describeSecret({ SecretId })).VersionIdsToStages;
const value = async () => (await client.getSecretValue({ SecretId })).SecretString;

describe('The same request twice', () => {
  test('creates one secret, and both answers are the same', async () => {
    const { $metadata: _first, ...first } = await create();
    const { $metadata: _second, ...second } = await create();
    expect(second).toEqual(first);
    expect(first).toEqual({ ARN: expect.any(String), Name: SecretId, VersionId: one });
  });

  test('puts one version, and the second answers the labels it has by now', async () => {
    await create();
    expect(await put(two, 'second')).toMatchObject({ VersionId: two, VersionStages: ['AWSCURRENT'] });
    await put(three, 'third');
    expect(await put(two, 'second')).toMatchObject({ VersionId: two, VersionStages: ['AWSPREVIOUS'] });
    expect(await value()).toBe('third');
  });

  test('updates once', async () => {
    await create();
    const update = () => client.updateSecret({ SecretId, ClientRequestToken: two, SecretString: 'second' });
    expect(await update()).toMatchObject({ VersionId: two });
    expect(await update()).toMatchObject({ VersionId: two });
    expect(await labels()).toEqual({ [one]: ['AWSPREVIOUS'], [two]: ['AWSCURRENT'] });
  });
});

test('The same value under another token is a new version', async () => {
  await create();
  await put(two, 'first');
  expect(await labels()).toEqual({ [one]: ['AWSPREVIOUS'], [two]: ['AWSCURRENT'] });
});

test('A version keeps the case of its token', async () => {
  await create();
  const token = 'AbCdEf01-2345-6789-aBcD-EF0123456789';
  expect(await put(token, 'x')).toMatchObject({ VersionId: token });
});

test('A secret without a value has no version', async () => {
  const { $metadata: _, ...created } = await client.createSecret({ Name: SecretId });
  expect(created).toEqual({ ARN: expect.any(String), Name: SecretId });
  expect(await client.describeSecret({ SecretId })).not.toHaveProperty('VersionIdsToStages');
});

test('The first version is current, whatever labels it is put with', async () => {
  await client.createSecret({ Name: SecretId });
  await put(one, 'first', ['AWSPENDING']);
  expect(await labels()).toEqual({ [one]: ['AWSCURRENT', 'AWSPENDING'] });
});

test('An update without a value makes no version, but changes the date of the last change', async () => {
  await create();
  await endpoint.clock.advance(10);
  const { $metadata: _, ...updated } = await client.updateSecret({ SecretId, Description: 'What it is for' });
  expect(updated).toEqual({ ARN: expect.any(String), Name: SecretId });
  expect(await client.describeSecret({ SecretId })).toMatchObject({
    Description: 'What it is for',
    CreatedDate: new Date(START),
    LastChangedDate: new Date(START + 10_000),
    VersionIdsToStages: { [one]: ['AWSCURRENT'] },
  });
});

test('A binary value comes back as it was', async () => {
  const SecretBinary = new Uint8Array([0, 255, 7]);
  await client.createSecret({ Name: SecretId, SecretBinary });
  const read = await client.getSecretValue({ SecretId });
  expect([...(read.SecretBinary ?? [])]).toEqual([0, 255, 7]);
  expect(read).not.toHaveProperty('SecretString');
});

test('A value is read by its label, by its version, and by both', async () => {
  await create();
  await put(two, 'second');
  const expected = {
    Name: SecretId,
    VersionId: one,
    SecretString: 'first',
    VersionStages: ['AWSPREVIOUS'],
    CreatedDate: new Date(START),
  };
  expect(await client.getSecretValue({ SecretId, VersionStage: 'AWSPREVIOUS' })).toMatchObject(expected);
  expect(await client.getSecretValue({ SecretId, VersionId: one })).toMatchObject(expected);
  expect(await client.getSecretValue({ SecretId, VersionId: one, VersionStage: 'AWSPREVIOUS' })).toMatchObject(
    expected,
  );
});

test('Labels move and the value that is read moves with them', async () => {
  await create();
  await put(two, 'second', ['AWSPENDING']);
  expect(await value()).toBe('first');
  await client.updateSecretVersionStage({
    SecretId,
    VersionStage: 'AWSCURRENT',
    RemoveFromVersionId: one,
    MoveToVersionId: two,
  });
  expect(await value()).toBe('second');
  expect(await labels()).toEqual({ [one]: ['AWSPREVIOUS'], [two]: ['AWSPENDING', 'AWSCURRENT'] });
});

test('A version that lost its last label is listed only as deprecated, and without labels', async () => {
  await create();
  await put(two, 'second', ['mine']);
  await client.updateSecretVersionStage({ SecretId, VersionStage: 'mine', RemoveFromVersionId: two });
  expect(await labels()).toEqual({ [one]: ['AWSCURRENT'] });
  const { Versions: listed } = await client.listSecretVersionIds({ SecretId });
  expect(listed?.map(({ VersionId }) => VersionId)).toEqual([one]);
  const { Versions: all } = await client.listSecretVersionIds({ SecretId, IncludeDeprecated: true });
  expect(all).toEqual([
    {
      VersionId: one,
      VersionStages: ['AWSCURRENT'],
      CreatedDate: new Date(START),
      KmsKeyIds: ['DefaultEncryptionKey'],
    },
    { VersionId: two, CreatedDate: new Date(START), KmsKeyIds: ['DefaultEncryptionKey'] },
  ]);
  expect(await client.getSecretValue({ SecretId, VersionId: two })).toMatchObject({ SecretString: 'second' });
});

test('The date of the last access is the day', async () => {
  await create();
  expect(await client.describeSecret({ SecretId })).not.toHaveProperty('LastAccessedDate');
  await client.getSecretValue({ SecretId });
  const today = new Date('2026-11-24T00:00:00Z');
  expect(await client.describeSecret({ SecretId })).toMatchObject({ LastAccessedDate: today });
  const { Versions } = await client.listSecretVersionIds({ SecretId });
  expect(Versions).toMatchObject([{ LastAccessedDate: today }]);
});

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `label-${index}`);

describe('Quotas', () => {
  test('a secret has 20 labels on all its versions together', async () => {
    await create();
    await put(two, 'second', numbered(19));
    expect(await refusal(put(three, 'third', ['AWSPENDING']))).toMatchObject({ name: 'LimitExceededException' });
    expect(await labels()).toEqual({ [one]: ['AWSCURRENT'], [two]: numbered(19) });
    // AWSPREVIOUS would be the twenty-first.
    expect(await refusal(put(three, 'third'))).toMatchObject({ name: 'LimitExceededException', status: 400 });
    await put(three, 'third', ['label-0']);
  });

  test('a hundred versions of one day are the most; the oldest without a label go once they are a day old', async () => {
    await create();
    for (let index = 0; index < 99; index += 1) await client.putSecretValue({ SecretId, SecretString: `${index}` });
    expect(await refusal(client.putSecretValue({ SecretId, SecretString: 'more' }))).toMatchObject({
      name: 'LimitExceededException',
    });
    expect(await value()).toBe('98');

    await endpoint.clock.advance(24 * 3600);
    await client.putSecretValue({ SecretId, SecretString: 'more' });
    expect((await refusal(client.getSecretValue({ SecretId, VersionId: one }))).name).toBe('ResourceNotFoundException');
    const { Versions, NextToken } = await client.listSecretVersionIds({
      SecretId,
      IncludeDeprecated: true,
      MaxResults: 99,
    });
    expect(Versions).toHaveLength(99);
    const rest = await client.listSecretVersionIds({ SecretId, IncludeDeprecated: true, NextToken });
    expect(rest.Versions).toHaveLength(1);
    expect(rest).not.toHaveProperty('NextToken');
  });
});
