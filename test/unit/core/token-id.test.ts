import { describe, expect, test } from '@jest/globals';
import { isTokenId } from '../../../functions/core/token-id.ts';
import { claimedToken } from '../../../functions/core/token-in-value.ts';
import { readSweepEvent } from '../../../functions/revoke-superseded-tokens/event.ts';
import { readVendRequest } from '../../../functions/vend-short-term-token/vend-request.ts';

const IDS = [
  'tok_lt_0123456789abcdef',
  '4711',
  'a',
  'tok.lt.1',
  '.a',
  'urn:c2m:tok~1',
  'abc+def==',
  'a@b',
  'x'.repeat(128),
];

const ACCESS_TOKEN = { access_token: 'lt_1' };
const order = (tokenId: unknown) => readSweepEvent({ client: 'acme', immediately: true, token_id: tokenId });

describe.each(IDS)('%s is the id of a token', (id) => {
  test('in an answer, in a value that somebody wrote, in an order and in a request for another token', () => {
    expect(isTokenId(id)).toBe(true);
    expect(claimedToken(JSON.stringify({ ...ACCESS_TOKEN, token_id: id }))).toEqual({ tokenId: id });
    expect(order(id)).toMatchObject({ order: { tokenId: id } });
    expect(readVendRequest({ instead_of: id })).toMatchObject({ insteadOf: id });
  });
});

const NONE: readonly (readonly [string, unknown])[] = [
  ['nothing', ''],
  ['a step up in a path', '..'],
  ['a path', 'a/b'],
  ['a query', 'a?b'],
  ['an escape', 'a%2fb'],
  ['two values of a header', 'a, b'],
  ['a line break at its end', 'tok_1\n'],
  ['a letter that a header cannot carry', 'tök_1'],
  ['too much', 'x'.repeat(129)],
  ['a number', 4711],
  ['null', null],
];

describe.each(NONE)('%s is no id', (_what, value) => {
  test('anywhere', () => {
    expect(isTokenId(value)).toBe(false);
    expect(claimedToken(JSON.stringify({ ...ACCESS_TOKEN, token_id: value }))).toEqual({ tokenId: undefined });
    expect(() => order(value)).toThrow(/not the id of a token/);
    expect(() => readVendRequest({ instead_of: value })).toThrow(/instead_of/);
  });
});
