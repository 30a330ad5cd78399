import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { claimedToken, holdsToken } from '../../../functions/core/token-in-value.ts';

const TOKEN = {
  client_id: 'c2m_acme',
  access_token: 'lt_secret"\\1',
  token_type: 'Bearer',
  token_id: 'tok_lt_1',
  issued_at: '2026-03-01T12:00:00.000Z',
  expires_at: '2026-04-15T12:00:00.000Z',
  scopes: ['jobs:submit'],
};
const JSON_OF_TOKEN = JSON.stringify(TOKEN);

describe('a token is found in', () => {
  test.each([
    ['our JSON', JSON_OF_TOKEN],
    ['our JSON with another id', JSON.stringify({ ...TOKEN, token_id: 'tok_lt_2' })],
    ['our JSON with another token', JSON.stringify({ ...TOKEN, access_token: 'lt_other' })],
    ['our JSON after a byte-order mark', `\uFEFF${JSON_OF_TOKEN}`],
    ['our JSON after two of them', `\uFEFF\uFEFF${JSON_OF_TOKEN}`],
    ['our JSON with a field too few', JSON.stringify({ ...TOKEN, issued_at: undefined })],
    ['our JSON twice', JSON_OF_TOKEN + JSON_OF_TOKEN],
    ['the API’s answer', JSON.stringify({ token_type: 'Bearer', access_token: TOKEN.access_token, expires_in: 60 })],
    ['a list', JSON.stringify([{ deep: [{ token: TOKEN.access_token }] }])],
    ['the name of a field', JSON.stringify({ [TOKEN.access_token]: true })],
    ['a header', JSON.stringify({ Authorization: `Bearer ${TOKEN.access_token}` })],
    ['JSON in JSON, by its id', JSON.stringify({ value: JSON_OF_TOKEN })],
    ['the bare token', TOKEN.access_token],
    ['the bare token and a line break', `${TOKEN.access_token}\n`],
    ['an environment file', `CLICK2MAIL_TOKEN='${TOKEN.access_token}'`],
    ['text with its id', 'The token tok_lt_1, of March.'],
    ['a field that is written twice', '{"id":"tok_lt_1","id":"other"}'],
  ])('%s', (_what, value) => {
    expect(holdsToken(value, TOKEN)).toBe(true);
  });
});

describe('a token is not found in', () => {
  test.each([
    ['our JSON of another token', JSON.stringify({ ...TOKEN, access_token: 'lt_other', token_id: 'tok_lt_2' })],
    [
      'our JSON of another token that names it in another field',
      JSON.stringify({ ...TOKEN, access_token: 'lt_other', token_id: 'tok_lt_2', replaces: 'tok_lt_1' }),
    ],
    ['text with a longer id', 'tok_lt_12 and xtok_lt_1'],
    ['the placeholder', '{"placeholder":"not a token"}'],
    ['nothing', ''],
  ])('%s', (_what, value) => {
    expect(holdsToken(value, TOKEN)).toBe(false);
  });
});

test('an id is looked for as it is written, whatever it means in a pattern', () => {
  expect(holdsToken('The token a.b+c', { ...TOKEN, token_id: 'a.b+c' })).toBe(true);
  expect(holdsToken('The token axbbc', { ...TOKEN, token_id: 'a.b+c' })).toBe(false);
});

test('no value whatever makes looking fail', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => !holdsToken(text, TOKEN)));
  expect(holdsToken('['.repeat(60_000), TOKEN)).toBe(false);
});

test.each([
  ['the API’s answer', '{"access_token":"lt_1","token_id":"tok_lt_1"}', { tokenId: 'tok_lt_1' }],
  ['a token without an id', '{"access_token":"lt_1"}', { tokenId: undefined }],
  ['an id that is none', '{"access_token":"lt_1","token_id":"a\\nb"}', { tokenId: undefined }],
  ['a byte-order mark before it', '\uFEFF{"access_token":"lt_1"}', { tokenId: undefined }],
  ['two of them, one from each editor', '\uFEFF\uFEFF{"access_token":"lt_1"}', { tokenId: undefined }],
  ['an id that is a number', '{"access_token":"lt_1","token_id":4711}', { tokenId: undefined }],
  ['text', 'not a token', undefined],
  ['a token that is a number', '{"access_token":4711}', undefined],
  ['an empty token', '{"access_token":""}', undefined],
  ['null', 'null', undefined],
])('what %s claims to hold', (_what, value, expected) => {
  expect(claimedToken(value)).toEqual(expected);
});
