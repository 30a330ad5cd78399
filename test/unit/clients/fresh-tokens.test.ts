import { expect, test } from '@jest/globals';
import { FreshTokens } from '../../../functions/clients/fresh-tokens.ts';

test('a token is fresh for half a minute after it was got, or after somebody says that it was', () => {
  let now = 1_000_000;
  const tokens = new FreshTokens(() => now);
  tokens.add('ours');
  tokens.add('theirs', now - 10_000);
  now += 19_999;
  expect(['ours', 'theirs', 'unknown'].map((token) => tokens.has(token))).toEqual([true, true, false]);
  now += 1;
  expect(['ours', 'theirs'].map((token) => tokens.has(token))).toEqual([true, false]);
  now += 10_000;
  expect(tokens.has('ours')).toBe(false);
});
