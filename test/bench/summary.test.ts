import { describe, expect, test } from '@jest/globals';
import { interleaved } from '../../bench/interleaved.ts';
import { quantile, slopeOf, summarised } from '../../bench/summary.ts';

describe('a summary', () => {
  test('is the median and the quartiles, whatever the order of the values', () => {
    expect(summarised([5, 1, 4, 2, 3])).toEqual({ median: 3, lowerQuartile: 2, upperQuartile: 4, count: 5 });
  });

  test('lies between two values where none is in the middle', () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
  });

  test('of nothing is refused', () => {
    expect(() => summarised([])).toThrow(RangeError);
  });
});

describe('a slope', () => {
  test.each([
    ['the same cost whatever the size', 0, (size: number) => 7 + size * 0],
    ['a cost in proportion', 1, (size: number) => 3 * size],
    ['a cost by the square', 2, (size: number) => size * size],
  ])('of %s is %d', (_what, slope, cost) => {
    expect(slopeOf([1, 10, 100].map((size) => [size, cost(size)] as const))).toBeCloseTo(slope);
  });
});

test('candidates take turns, and each goes first as often as the others', async () => {
  const order: string[] = [];
  const candidates = { a: 'a', b: 'b' };
  const values = await interleaved(candidates, 2, (name) => order.push(name));
  expect(order).toEqual(['a', 'b', 'b', 'a']);
  expect(values).toEqual({ a: [1, 4], b: [2, 3] });
});
