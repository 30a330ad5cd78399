import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { KnownSecrets } from './checker/known-secrets.ts';

const TOKEN = `lt_${randomBytes(32).toString('base64url')}`;

let secrets: KnownSecrets;
beforeEach(() => {
  secrets = new KnownSecrets();
  secrets.add(TOKEN);
  secrets.add('48151623');
});

describe('a text gives a secret away', () => {
  test.each([
    ['as it is', `{"error":{"options":{"headers":{"authorization":"Bearer ${TOKEN}"}}}}`],
    ['by 20 characters of it', `token ${TOKEN.slice(13, 33)}…`],
    ['by its end, in the middle of a word', `xxxx${TOKEN.slice(-20)}xxxx`],
    ['when it is short', 'the code 48151623 was refused'],
  ])('%s', (_how, text) => {
    expect(secrets.findIn(text)).toBeDefined();
  });
});

test.each([
  [
    'ids of versions and tokens',
    '{"versionId":"613e3264-c56f-45de-8d10-da3d0d42e1f4","tokenId":"tok_lt_1238b6635603b94f"}',
  ],
  [
    'long words of our own',
    'at file:///var/task/functions/revoke-superseded-tokens/revoke-now.ts:12 processTicksAndRejections',
  ],
])('%s are no secrets', (_what, text) => {
  expect(secrets.findIn(text)).toBeUndefined();
});

test('a word that was harmless before is none once it is a secret', () => {
  const later = randomBytes(32).toString('base64url');
  expect(secrets.findIn(`new: ${later}`)).toBeUndefined();
  secrets.add(later);
  expect(secrets.findIn(`new: ${later}`)).toBeDefined();
});
