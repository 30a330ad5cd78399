import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bar, barChart, type BarGroup } from './bar-chart.ts';
import { lineChart } from './line-chart.ts';
import type { Measure, RowResult } from './result.ts';
import { figure } from './table.ts';

interface Found extends RowResult {
  readonly number: number;
}

interface BarPlot {
  readonly row: number;
  readonly file: string;
  readonly title: string;
  readonly shows: (what: string) => boolean;
}

const BAR_PLOTS: readonly BarPlot[] = [
  {
    row: 1,
    file: 'cold-start',
    title: 'Cold start: a fresh process until the handler is ready',
    shows: (what) => what.endsWith(': ready'),
  },
  {
    row: 2,
    file: 'bundle-size',
    title: 'What a cold start reads of a bundle',
    shows: (what) => what.endsWith('at a start'),
  },
  {
    row: 3,
    file: 'warm-vend',
    title: 'Vending a kept token, one after another',
    shows: (what) => what.endsWith('vends'),
  },
  {
    row: 4,
    file: 'exchanges',
    title: '10,000 vends: calls of others, against a simple cache',
    shows: (what) => what.endsWith('a simple cache'),
  },
  { row: 5, file: 'rotation', title: 'One rotation, with 20 ms for every call', shows: () => true },
];

/** Writes a plot for every row of which there is something to see. */
export function writePlots(found: readonly Found[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const { row, file, title, shows } of BAR_PLOTS) {
    const measures = found.find(({ number }) => number === row)?.measures.filter(({ what }) => shows(what)) ?? [];
    if (measures.length > 0) write(folder, file, barChart(title, measures.map(groupOf)));
  }
  const curves = found.flatMap((row) => row.curves ?? []);
  if (curves.length > 0) write(folder, 'growth', lineChart('How cost grows with number', curves));
}

function write(folder: string, name: string, svg: string): void {
  writeFileSync(join(folder, `bench-${name}.svg`), svg);
}

function groupOf({ what, unit, ours, floor, peer }: Measure): BarGroup {
  const bars: Bar[] = [];
  if (floor !== undefined) bars.push({ kind: 'floor', value: floor.median, text: `${figure(floor.median)} ${unit}` });
  bars.push({ kind: 'ours', value: ours.median, text: `${figure(ours.median)} ${unit}` });
  if (peer !== undefined) bars.push({ kind: 'peer', value: peer.median, text: `${figure(peer.median)} ${unit}` });
  return { label: what.replace(/(: (ready|of it, read at a start)|, against a simple cache)$/, ''), bars };
}
