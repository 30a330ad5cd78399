import { expect, test } from '@jest/globals';
import { afterFailure, type BackOff, secondsLeft } from '../../../functions/vend-short-term-token/back-off.ts';

test('each failure doubles the wait, up to a minute', () => {
  let backOff: BackOff | undefined;
  const waits = Array.from({ length: 9 }, () => {
    backOff = afterFailure(backOff, 0, undefined);
    return backOff.until / 1000;
  });
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
});

test('a longer wait that the API asks for is kept', () => {
  expect(afterFailure(undefined, 1000, 90)).toEqual({ failures: 1, until: 91_000 });
});

test('what is left is told in whole seconds, and is nothing before the first failure', () => {
  expect(secondsLeft(undefined, 5)).toBe(0);
  expect(secondsLeft({ failures: 1, until: 2500 }, 1000)).toBe(2);
  expect(secondsLeft({ failures: 1, until: 2500 }, 2500)).toBe(0);
});
