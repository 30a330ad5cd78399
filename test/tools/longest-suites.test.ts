import { expect, test } from '@jest/globals';
import { clockMovingSuites } from '../support/clock-moving-suites.ts';
import { LONGEST_SUITES } from '../support/longest-suites.ts';

test('npm run test:long runs what npm test leaves to it', () => {
  const dealt = clockMovingSuites();
  expect(LONGEST_SUITES.filter((suite) => !dealt.includes(suite))).toEqual([]);
});
