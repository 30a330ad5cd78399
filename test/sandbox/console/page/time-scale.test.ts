import { describe, expect, test } from '@jest/globals';
import { percentOf, rangeOf, ticks } from '../../../../sandbox/console/page/timeline/time-scale.js';
import { hour } from './shown-token.ts';

const DAY = 24;
const hours = ({ from, to }: { from: number; to: number }) => [from, to].map((time) => (time - hour(0)) / 3_600_000);
const at = (text: string) => Date.parse(`${text}Z`);

describe('the range', () => {
  test('of some days ends ahead of now, by a fifth of what is shown', () => {
    expect(hours(rangeOf('8', { now: hour(0), earliest: hour(-1000), latest: hour(900), shift: 0 }))).toEqual([
      -8 * DAY,
      2 * DAY,
    ]);
  });

  test('goes back and forth by halves', () => {
    expect(hours(rangeOf('8', { now: hour(0), earliest: hour(0), latest: hour(0), shift: -2 }))).toEqual([
      -18 * DAY,
      -8 * DAY,
    ]);
  });

  test('of everything begins before the first token and ends after the last, and is never less than a day', () => {
    const all = rangeOf('all', { now: hour(0), earliest: hour(-1000), latest: hour(1000), shift: -9 });
    expect(hours(all)).toEqual([-1060, 1060]);
    const little = rangeOf('all', { now: hour(0), earliest: hour(0), latest: hour(1), shift: 0 });
    expect(hours(little)[1]).toBeGreaterThan(DAY);
    expect(hours(little)[0]).toBeCloseTo(-0.03 * DAY);
  });
});

test('a time outside the range is cut off at its edge', () => {
  const range = { from: hour(0), to: hour(10) };
  expect([-1, 0, 5, 10, 11].map((time) => percentOf(hour(time), range))).toEqual([0, 0, 50, 100, 100]);
});

describe('the marks', () => {
  const labels = (from: string, to: string, most: number) =>
    ticks({ from: at(from), to: at(to) }, most).map(({ label }) => label);

  test.each<[string, string, string, number, string[]]>([
    ['hours', '2026-03-01T22:30', '2026-03-02T03:00', 5, ['23:00', '2 Mar', '01:00', '02:00', '03:00']],
    ['days', '2026-02-26T12:00', '2026-03-02T00:00', 4, ['27 Feb', '28 Feb', '1 Mar', '2 Mar']],
    ['months', '2026-11-15T00:00', '2027-03-01T00:00', 4, ['Dec 2026', 'Jan 2027', 'Feb 2027', 'Mar 2027']],
    ['years', '2026-01-02T00:00', '2032-01-02T00:00', 4, ['Jan 2028', 'Jan 2030', 'Jan 2032']],
  ])('are whole %s', (_unit, from, to, most, expected) => {
    expect(labels(from, to, most)).toEqual(expected);
  });

  test('are few, however long the time and narrow the page', () => {
    for (const most of [1, 3, 8]) {
      for (const days of [0.2, 1, 7, 30, 90, 400, 4000]) {
        expect(ticks({ from: hour(0), to: hour(days * DAY) }, most).length).toBeLessThanOrEqual(most + 1);
      }
    }
  });
});
