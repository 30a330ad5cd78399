import { expect, test } from '@jest/globals';
import { ExpiringSet } from '../../../sandbox/click2mail-api/expiring-set.ts';

test('a value is there until its time has come', () => {
  const set = new ExpiringSet();
  set.add('a', 100, 0);
  expect([set.has('a', 99), set.has('a', 100), set.has('b', 0)]).toEqual([true, false, false]);
});

test('a value can be taken once, and not after its time', () => {
  const set = new ExpiringSet();
  set.add('a', 100, 0);
  set.add('b', 100, 0);
  expect([set.take('a', 50), set.take('a', 50), set.take('b', 100)]).toEqual([true, false, false]);
});

test('only what was added within one lifetime is held', () => {
  const set = new ExpiringSet();
  for (let now = 0; now < 10_000; now += 1) set.add(`value ${now}`, now + 100, now);
  expect(set.size).toBe(100);
});
