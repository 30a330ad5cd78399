import { describe, expect, test } from '@jest/globals';
import { barChart } from '../../bench/bar-chart.ts';
import { lineChart } from '../../bench/line-chart.ts';

describe('a chart', () => {
  test('of bars draws each in proportion to the longest of its group, with its value', () => {
    const svg = barChart('Speed & size', [
      {
        label: 'vendor',
        bars: [
          { kind: 'ours', value: 50, text: '50 ms' },
          { kind: 'peer', value: 100, text: '100 ms' },
        ],
      },
    ]);
    const widths = [...svg.matchAll(/<rect x="240" [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));
    expect(widths).toEqual([205, 410]);
    expect(svg).toContain('Speed &amp; size');
    expect(svg).toContain('>50 ms</text>');
  });

  test('of lines tells the slope of each, on a ground of its own', () => {
    const svg = lineChart('Growth', [
      {
        name: 'sweep',
        unit: 'ms',
        points: [
          [10, 1],
          [100, 10],
          [1000, 100],
        ],
      },
    ]);
    expect(svg).toContain('slope 1.00');
    expect(svg).toMatch(/<rect width="760" height="440"[^>]*fill="#ffffff"/);
    expect([...svg.matchAll(/<circle/g)]).toHaveLength(3);
  });
});
