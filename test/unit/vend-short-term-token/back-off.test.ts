import { beforeEach, describe, expect, test } from '@jest/globals';
import { TokenApiUnavailable, TokenRefused } from '../../../functions/core/errors.ts';
import {
  afterFailure,
  type BackOff,
  BackOffs,
  secondsLeft,
} from '../../../functions/vend-short-term-token/back-off.ts';

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

describe('of a consumer and a list of scopes', () => {
  const outage = new TokenApiUnavailable('down', {});
  const refused = new TokenRefused('no', { status: 403, apiCode: 'insufficient_scope' });
  let now: number;
  let backOffs: BackOffs;

  beforeEach(() => {
    now = 0;
    backOffs = new BackOffs(() => now);
  });

  const waitAfter = (error: Error, list = 'odd'): number => {
    backOffs.failed('letters', list, error);
    return backOffs.secondsLeft('letters', list);
  };

  test.each([
    ['an outage', outage],
    ['a refusal', refused],
  ])('%s doubles the wait until there is a success', (_what, error) => {
    expect([waitAfter(error), waitAfter(error), waitAfter(error)]).toEqual([1, 2, 4]);
    backOffs.succeeded('letters', 'odd');
    expect(backOffs.secondsLeft('letters', 'odd')).toBe(0);
    expect(waitAfter(error)).toBe(1);
  });

  test('whatever else fails makes nobody wait', () => {
    expect(waitAfter(new Error('a defect'))).toBe(0);
  });

  test('a refusal is remembered until a minute after the wait', () => {
    expect(waitAfter(refused)).toBe(1);
    now = 61_000;
    expect(waitAfter(refused, 'other')).toBe(1);
    expect(waitAfter(refused)).toBe(2);
  });

  test('a refusal is forgotten later: there are as many lists as a caller thinks of', () => {
    expect(waitAfter(refused)).toBe(1);
    now = 61_001;
    expect(waitAfter(refused, 'other')).toBe(1);
    expect(waitAfter(refused)).toBe(1);
  });
});
