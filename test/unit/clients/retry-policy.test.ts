import { describe, expect, test } from '@jest/globals';
import { retryAfterSeconds, retryDelay } from '../../../functions/clients/retry-policy.ts';

const PLENTY = { attempts: 1, remainingMs: 60_000 };
const once = { ...PLENTY, isIdempotent: false };
const repeatable = { ...PLENTY, isIdempotent: true };

describe('issuing, which must not be done twice,', () => {
  test('is not repeated when the API may have acted', () => {
    expect(retryDelay({ mayHaveActed: true }, once)).toBeUndefined();
    expect(retryDelay({ status: 500, mayHaveActed: true }, once)).toBeUndefined();
    expect(retryDelay({ status: 503, mayHaveActed: true }, once)).toBeUndefined();
    expect(retryDelay({ status: 503, retryAfterSeconds: 2, mayHaveActed: true }, once)).toBeUndefined();
  });

  test('is repeated when the request cannot have arrived, or was put off', () => {
    expect(retryDelay({ mayHaveActed: false }, once)).toBe(250);
    expect(retryDelay({ status: 429, mayHaveActed: false }, once)).toBe(250);
  });
});

describe('an operation that may be repeated', () => {
  test('waits longer before each attempt and gives up after the third', () => {
    const outage = { status: 500, mayHaveActed: true };
    expect(retryDelay(outage, { ...repeatable, attempts: 1 })).toBe(250);
    expect(retryDelay(outage, { ...repeatable, attempts: 2 })).toBe(1000);
    expect(retryDelay(outage, { ...repeatable, attempts: 3 })).toBeUndefined();
  });

  test.each([408, 429, 500])('is repeated after %i', (status) => {
    expect(retryDelay({ status, mayHaveActed: true }, repeatable)).toBe(250);
  });

  test('waits as long as there is just time for one more attempt', () => {
    expect(retryDelay({ status: 500, mayHaveActed: true }, { ...repeatable, remainingMs: 15_250 })).toBe(250);
    expect(retryDelay({ status: 500, mayHaveActed: true }, { ...repeatable, remainingMs: 15_249 })).toBeUndefined();
  });

  test('is not repeated after a definite answer', () => {
    for (const status of [201, 204, 302, 400, 401, 403, 404]) {
      expect(retryDelay({ status, mayHaveActed: false }, repeatable)).toBeUndefined();
    }
  });

  test('does not wait longer than the function may run', () => {
    const putOff = { status: 429, retryAfterSeconds: 30, mayHaveActed: false };
    expect(retryDelay(putOff, { ...repeatable, remainingMs: 46_000 })).toBe(30_000);
    expect(retryDelay(putOff, { ...repeatable, remainingMs: 44_000 })).toBeUndefined();
  });
});

test('Retry-After is read as seconds or as an HTTP date, and nonsense as nothing', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  expect(retryAfterSeconds('60', now)).toBe(60);
  expect(retryAfterSeconds('Sun, 01 Mar 2026 12:00:30 GMT', now)).toBe(30);
  expect(retryAfterSeconds('Sun, 01 Mar 2026 11:00:00 GMT', now)).toBe(0);
  // The two forms that are obsolete are read as well (RFC 9110, section 5.6.7), in UTC.
  expect(retryAfterSeconds('Sunday, 01-Mar-26 12:00:30 GMT', now)).toBe(30);
  expect(retryAfterSeconds('Sun Mar  1 12:00:30 2026', now)).toBe(30);
  expect(retryAfterSeconds(' 60 ', now)).toBe(60);
  for (const nonsense of ['60 s', 's 60', '(or) Sun Mar  1 12:00:30 2026', 'Sun Mar  1 12:00:30 2026 (so)']) {
    expect(retryAfterSeconds(nonsense, now)).toBeUndefined();
  }
  expect(retryAfterSeconds('soon', now)).toBeUndefined();
  expect(retryAfterSeconds('-5', now)).toBeUndefined();
  expect(retryAfterSeconds(undefined, now)).toBeUndefined();
});

test('no more than five minutes are obeyed or told, whatever Retry-After asks', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  const long = ['301', '999999999', '9'.repeat(400), 'Fri, 31 Dec 9999 23:59:59 GMT', 'Fri Dec 31 23:59:59 9999'];
  expect(long.map((header) => retryAfterSeconds(header, now))).toEqual(long.map(() => 300));
});

test('a token that is not known yet is shown again for ten seconds, and no longer', () => {
  const notYet = { status: 401, mayHaveActed: false, isNotYet: true };
  const delays = [1, 2, 3, 4, 5].map((attempts) => retryDelay(notYet, { ...repeatable, attempts }));
  expect(delays).toEqual([1000, 2000, 3000, 4000, undefined]);
  expect(retryDelay(notYet, { ...once, remainingMs: 15_500 })).toBeUndefined();
});

test('what serves once is not repeated, whatever the answer was', () => {
  for (const outcome of [
    { status: 429, mayHaveActed: false },
    { mayHaveActed: false },
    { status: 503, mayHaveActed: true },
  ]) {
    expect(retryDelay(outcome, { ...PLENTY, isIdempotent: 'never' })).toBeUndefined();
  }
});
