import type { Filter, SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SecretsEndpoint } from './secrets-endpoint.ts';

let endpoint: SecretsEndpoint;
let client: SecretsManager;

beforeAll(async () => {
  endpoint = await SecretsEndpoint.start();
  ({ client } = endpoint);
  for (const [Name, Description, tag] of [
    ['testing1/one', 'a secret', 'Blue'],
    ['testing2/two', 'an secret', 'blueish'],
    ['other', 'asecret', 'green'],
    ['/slash', 'thesecret', 'Green grass'],
  ] as const) {
    await client.createSecret({ Name, Description, SecretString: Name, Tags: [{ Key: `key-${Name}`, Value: tag }] });
    await endpoint.clock.advance(60);
  }
  await client.createSecret({ Name: 'deleted' });
  await client.deleteSecret({ SecretId: 'deleted' });
});
afterAll(() => endpoint[Symbol.asyncDispose]());

const names = (list: { Name?: string | undefined }[] | undefined) => list?.map(({ Name }) => Name);
const ALL = ['testing1/one', 'testing2/two', 'other', '/slash'];

test.each<[string, Filter[], string[]]>([
  ['no filter finds all', [], ALL],
  ['a name by how it begins', [{ Key: 'name', Values: ['testing'] }], ['testing1/one', 'testing2/two']],
  ['a name in its own case', [{ Key: 'name', Values: ['Testing'] }], []],
  ['a name as a whole, not by words', [{ Key: 'name', Values: ['testing1 one'] }], []],
  ['what a name does not begin with', [{ Key: 'name', Values: ['!/'] }], ['testing1/one', 'testing2/two', 'other']],
  ['one value or another', [{ Key: 'name', Values: ['other', '/sl'] }], ['other', '/slash']],
  [
    'one filter and another',
    [
      { Key: 'name', Values: ['testing'] },
      { Key: 'tag-value', Values: ['blue'] },
    ],
    ['testing2/two'],
  ],
  [
    'words of a description by how they begin',
    [{ Key: 'description', Values: ['A'] }],
    ['testing1/one', 'testing2/two', 'other'],
  ],
  ['every word of a value', [{ Key: 'description', Values: ['sec an'] }], ['testing2/two']],
  ['a tag by its key', [{ Key: 'tag-key', Values: ['key-o'] }], ['other']],
  ['a tag by its value, in its own case', [{ Key: 'tag-value', Values: ['Gr'] }], ['/slash']],
  ['words anywhere, in whatever case', [{ Key: 'all', Values: ['green'] }], ['other', '/slash']],
  ['words of different places', [{ Key: 'all', Values: ['grass slash'] }], ['/slash']],
  ['secrets of another service', [{ Key: 'owning-service', Values: ['rds'] }], []],
  ['secrets of no other region', [{ Key: 'primary-region', Values: ['!eu'] }], ALL],
])('Secrets are found: %s', async (_what, Filters, expected) => {
  const { SecretList } = await client.listSecrets({ Filters });
  expect(names(SecretList)).toEqual(expected);
});

test.each([
  ['name', 'asc', ['/slash', 'other', 'testing1/one', 'testing2/two']],
  ['name', 'desc', ['testing2/two', 'testing1/one', 'other', '/slash']],
  ['created-date', 'desc', ALL.toReversed()],
  ['last-changed-date', 'asc', ALL],
  ['last-accessed-date', 'asc', ALL],
] as const)('Secrets are listed by %s, %s', async (SortBy, SortOrder, expected) => {
  expect(names((await client.listSecrets({ SortBy, SortOrder })).SecretList)).toEqual(expected);
});

test('A list comes in pages', async () => {
  const first = await client.listSecrets({ MaxResults: 3 });
  const second = await client.listSecrets({ MaxResults: 3, NextToken: first.NextToken });
  expect(names([...(first.SecretList ?? []), ...(second.SecretList ?? [])])).toEqual(ALL);
  expect(second).not.toHaveProperty('NextToken');
});

test('A list shows deleted secrets when asked to', async () => {
  const { SecretList } = await client.listSecrets({ IncludePlannedDeletion: true });
  expect(SecretList?.at(-1)).toMatchObject({ Name: 'deleted', DeletedDate: expect.any(Date) });
});

test('An entry calls its labels SecretVersionsToStages', async () => {
  const { SecretList } = await client.listSecrets({ Filters: [{ Key: 'name', Values: ['other'] }] });
  const [entry] = SecretList ?? [];
  expect(Object.values(entry?.SecretVersionsToStages ?? {})).toEqual([['AWSCURRENT']]);
  expect(entry).not.toHaveProperty('VersionIdsToStages');
});

describe('A batch of values', () => {
  test('by name has what could be read, and why the rest could not', async () => {
    const { SecretValues, Errors } = await client.batchGetSecretValue({
      SecretIdList: ['other', 'nowhere', 'deleted'],
    });
    expect(SecretValues).toMatchObject([{ Name: 'other', SecretString: 'other', VersionStages: ['AWSCURRENT'] }]);
    expect(Errors).toMatchObject([
      {
        SecretId: 'nowhere',
        ErrorCode: 'ResourceNotFoundException',
        Message: "Secrets Manager can't find the specified secret.",
      },
      { SecretId: 'deleted', ErrorCode: 'InvalidRequestException' },
    ]);
  });

  test('by filter comes in pages', async () => {
    const Filters: Filter[] = [{ Key: 'name', Values: ['testing'] }];
    const first = await client.batchGetSecretValue({ Filters, MaxResults: 1 });
    const second = await client.batchGetSecretValue({ Filters, MaxResults: 1, NextToken: first.NextToken });
    expect([first, second].flatMap(({ SecretValues }) => names(SecretValues))).toEqual([
      'testing1/one',
      'testing2/two',
    ]);
  });
});
