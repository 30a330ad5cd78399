import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SecretUnreadable } from '../../../functions/core/errors.ts';
import type { SecretVersions } from '../../../functions/core/secret-versions.ts';
import { isSurelyExpired, lifeLeft, parseTokenSecret, readableToken } from '../../../functions/core/token-secret.ts';

const TOKEN = {
  client_id: 'c2m_acme',
  access_token: 'lt_secret',
  token_type: 'Bearer',
  token_id: 'tok_lt_1',
  issued_at: '2026-03-01T12:00:00.000Z',
  expires_at: '2026-04-15T12:00:00.000Z',
  scopes: ['jobs:submit'],
};

test('a token secret is read as it was written, and fields that came later are kept', () => {
  expect(parseTokenSecret(JSON.stringify(TOKEN))).toEqual(TOKEN);
  expect(parseTokenSecret(JSON.stringify({ ...TOKEN, region: 'us' }))).toMatchObject({ region: 'us' });
});

test.each(Object.keys(TOKEN))('without %s it is not a token secret', (field) => {
  expect(parseTokenSecret(JSON.stringify({ ...TOKEN, [field]: undefined }))).toBeUndefined();
  expect(parseTokenSecret(JSON.stringify({ ...TOKEN, [field]: 7 }))).toBeUndefined();
});

test('with an empty field, or a scope that is no text, it is not a token secret', () => {
  expect(parseTokenSecret(JSON.stringify({ ...TOKEN, token_id: '' }))).toBeUndefined();
  expect(parseTokenSecret(JSON.stringify({ ...TOKEN, scopes: ['jobs:submit', 7] }))).toBeUndefined();
});

test('an expiry that is no date is not a token secret', () => {
  expect(parseTokenSecret(JSON.stringify({ ...TOKEN, expires_at: 'soon' }))).toBeUndefined();
});

test('no value whatever makes reading fail: it is ours, or it is not', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => parseTokenSecret(text) === undefined));
});

test('life left is counted to the expiry and falls below zero', () => {
  const expiry = Date.parse(TOKEN.expires_at);
  expect(lifeLeft(TOKEN, expiry - 1000)).toBe(1000);
  expect(lifeLeft(TOKEN, expiry + 1000)).toBe(-1000);
});

test('a token has expired for certain five minutes after the later of its expiries', () => {
  const latest = '2026-04-15T13:00:00.000Z';
  const end = Date.parse(latest) + 300_000;
  for (const token of [
    { ...TOKEN, expires_at_the_latest: latest },
    { ...TOKEN, expires_at: latest, expires_at_the_latest: TOKEN.expires_at },
    { ...TOKEN, expires_at: latest },
  ]) {
    expect(isSurelyExpired(token, end - 1)).toBe(false);
    expect(isSurelyExpired(token, end)).toBe(true);
  }
});

test('what cannot be read is no token, and a defect is a defect', async () => {
  let error = new Error('a defect');
  const secret = { read: () => Promise.reject(error) } as unknown as SecretVersions;
  await expect(readableToken(secret, 'v1')).rejects.toThrow('a defect');
  error = new SecretUnreadable('no', { isAbsent: false });
  expect(await readableToken(secret, 'v1')).toBeUndefined();
});
