import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type BarChart, barChart } from '../../bench/xychart.ts';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'performance.md');

/** The data that a chart was made from. */
function dataOf(block: string): BarChart {
  const [, title = '', unit = ''] = /title "(.*), (.*)"/.exec(block) ?? [];
  const labels = [...block.matchAll(/"([^"]*): [\d.,]+ [^",]*"(?=[,\]])/g)].map(([, label = '']) => label);
  const values = /bar \[(.*)\]/.exec(block)?.[1]?.split(', ').map(Number) ?? [];
  return { title, unit, bars: values.map((value, index) => [labels[index] ?? '', value] as const) };
}

describe('a chart', () => {
  test('has a bar for each value from 0 on, and every label has its value to three figures', () => {
    const block = barChart({
      title: 'Cold start',
      unit: 'ms',
      bars: [
        ['vendor, ours', 1234.5],
        ['vendor, floor', 0.123456],
      ],
    });
    expect(block).toMatch(/^```mermaid\n---\n/);
    expect(block.slice(block.indexOf('xychart'))).toBe(
      [
        'xychart-beta horizontal',
        '  title "Cold start, ms"',
        '  x-axis ["vendor, ours: 1,235 ms", "vendor, floor: 0.123 ms"]',
        '  y-axis 0 --> 1235',
        '  bar [1235, 0.123]',
        '```',
      ].join('\n'),
    );
  });

  test('on the page is what its data make', () => {
    const blocks = readFileSync(PAGE, 'utf8').match(/```mermaid\n[\s\S]*?```/g) ?? [];
    expect(blocks.length).toBeGreaterThan(5);
    for (const block of blocks) expect(barChart(dataOf(block))).toBe(block);
  });
});
