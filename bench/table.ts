import Table from 'cli-table3';
import type { Measure, Row, RowResult } from './result.ts';
import type { Summary } from './summary.ts';

/** What the benchmark found, as a person reads it: medians, with the quartiles in brackets, and their ratios. */
export function resultTable(results: readonly { readonly row: Row; readonly result: RowResult }[]): string {
  const table = new Table({
    head: ['', 'measured', 'unit', 'ours', 'floor', 'peer', 'of floor', 'of peer', 'goal'],
    style: { head: [], border: [], compact: true },
    colAligns: ['right', 'left', 'left', 'right', 'right', 'right', 'right', 'right', 'left'],
  });
  for (const { row, result } of results) {
    table.push([
      { content: `${row.number}`, hAlign: 'right' },
      { content: row.title, colSpan: 8 },
    ]);
    for (const measure of result.measures) table.push(['', ...cellsOf(measure)]);
  }
  const notes = results.flatMap(({ row, result }) => (result.notes ?? []).map((note) => `${row.number}: ${note}`));
  return [table.toString(), ...notes].join('\n');
}

function cellsOf({ what, unit, ours, floor, peer, goal }: Measure): string[] {
  return [
    what,
    unit,
    shown(ours),
    floor === undefined ? '' : shown(floor),
    peer === undefined ? '' : shown(peer),
    ratio(ours, floor),
    ratio(ours, peer),
    goal === undefined ? '' : `${goal.text}: ${goal.isMet ? 'yes' : 'NO'}`,
  ];
}

function shown({ median, lowerQuartile, upperQuartile, count }: Summary): string {
  const spread = count === 1 ? '' : ` [${figure(lowerQuartile)}–${figure(upperQuartile)}]`;
  return `${figure(median)}${spread}`;
}

/** Three figures say all that a measurement knows. */
export function figure(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return value.toPrecision(3);
}

function ratio(ours: Summary, other: Summary | undefined): string {
  return other === undefined || other.median === 0 ? '' : (ours.median / other.median).toFixed(2);
}
