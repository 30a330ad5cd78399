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
  ['secrets of another region', [{ Key: 'primary-region', Values: ['eu'] }], []],
  ['secrets of no other region', [{ Key: 'primary-region', Values: ['!eu'] }], ALL],
])('Secrets are found: %s', async (_what, Filters, expected) => {
  const { SecretList } = await client.listSecrets({ Filters });
  expect(names(SecretList)).toEqual(expected);
});

/** Names and descriptions of which the verified tests of getmoto/moto tell what AWS found. */
const WORDY: readonly [string, string?][] = [
  ['SecretOne'],
  ['SecretTwo', 'DescTwo'],
  ['Thirdsecret'],
  ['prod/AppBeta/x1'],
  ['prod+AppBeta+x2'],
  ['prod-AppBeta-x3'],
  ['uat/COMPANY/y1'],
  ['uat/COMPANYthings/y2'],
  ['foo', 'one two'],
  ['bar', 'one and two'],
  ['baz', 'one'],
  ['qux', 'two'],
];

describe('A filter by words', () => {
  let wordy: SecretsEndpoint;
  beforeAll(async () => {
    wordy = await SecretsEndpoint.start();
    for (const [Name, Description] of WORDY) {
      await wordy.client.createSecret({ Name, Description, SecretString: 's' });
      await wordy.clock.advance(60);
    }
  });
  afterAll(() => wordy[Symbol.asyncDispose]());

  const APP_BETA = ['prod/AppBeta/x1', 'prod+AppBeta+x2', 'prod-AppBeta-x3'];

  test.each<[string, NonNullable<Filter['Key']>, string[], string[]]>([
    ['all of the words of a value', 'all', ['SecretOne'], ['SecretOne']],
    ['a word that begins at a capital, in whatever case', 'all', ['secret'], ['SecretOne', 'SecretTwo']],
    ['how a word begins', 'all', ['sec'], ['SecretOne', 'SecretTwo']],
    ['not the middle of a word', 'all', ['ret'], []],
    ['not some words of a value without the rest', 'all', ['SomeSecret'], []],
    ['a word of the description', 'all', ['d'], ['SecretTwo']],
    ['several beginnings', 'all', ['d t'], ['SecretTwo']],
    ['words of the name or of the description', 'all', ['t'], ['SecretTwo', 'Thirdsecret', 'foo', 'bar', 'qux']],
    ['words between signs', 'all', ['AppBeta'], APP_BETA],
    ['a word after a capital between signs', 'all', ['Beta'], APP_BETA],
    ['one value or another', 'all', ['AppBeta', 'prod'], APP_BETA],
    ['nothing by a sign', 'all', ['+'], []],
    ['a word of capitals as a whole', 'all', ['company'], ['uat/COMPANY/y1']],
    ['a word from its last capital on', 'all', ['Ythings'], ['uat/COMPANYthings/y2']],
    ['not the small letters after capitals', 'all', ['things'], []],
    ['not a single capital of many', 'all', ['N'], []],
    ['numbers behind letters', 'all', ['x 2'], ['prod+AppBeta+x2']],
    ['a description by its words', 'description', ['one two'], ['foo', 'bar']],
    ['a description by how its words begin', 'description', ['o t'], ['foo', 'bar']],
    [
      'what a description lacks',
      'description',
      ['!t'],
      WORDY.map(([name]) => name).filter((name) => !['SecretTwo', 'foo', 'bar', 'qux'].includes(name)),
    ],
  ])('finds %s', async (_what, Key, Values, expected) => {
    const { SecretList } = await wordy.client.listSecrets({ Filters: [{ Key, Values }] });
    expect(names(SecretList)).toEqual(expected);
  });
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
