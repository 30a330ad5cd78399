import { figure } from './figures.ts';
import type { Measure, RowResult } from './result.ts';
import type { Summary } from './summary.ts';
import { barChart } from './xychart.ts';

const COLUMNS: readonly { readonly head: string; readonly of: (measure: Measure) => string }[] = [
  { head: 'measured', of: ({ what, unit }) => `${what}, ${unit}` },
  { head: 'ours', of: ({ ours }) => shown(ours) },
  { head: 'floor', of: ({ floor }) => shown(floor) },
  { head: 'peer', of: ({ peer }) => shown(peer) },
  { head: 'ours / floor', of: ({ ours, floor }) => ratio(ours, floor) },
  { head: 'ours / peer', of: ({ ours, peer }) => ratio(ours, peer) },
  { head: 'goal', of: ({ goal }) => (goal === undefined ? '' : `${goal.text}: ${goal.isMet ? 'yes' : 'NO'}`) },
];

/** What a row found, as Markdown: medians with the quartiles in brackets, their ratios, further
 * tables, and what is worth a chart. */
export function markdownOf({ measures, charts, tables = [] }: RowResult): string {
  const columns = COLUMNS.filter(({ of }) => measures.some((measure) => of(measure) !== ''));
  const table = tableOf(
    columns.map(({ head }) => head),
    measures.map((measure) => columns.map(({ of }) => of(measure))),
  );
  return [...(measures.length === 0 ? [] : [table]), ...tables, ...charts.map(barChart)].join('\n\n');
}

/** A table whose first column is text and whose others are figures. */
export function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = heads.map((_, index) => (index === 0 ? '---' : '---:'));
  return [heads, rule, ...rows].map(line).join('\n');
}

function shown(summary: Summary | undefined): string {
  if (summary === undefined) return '';
  const { median, lowerQuartile, upperQuartile, count } = summary;
  return count === 1 ? figure(median) : `${figure(median)} [${figure(lowerQuartile)}–${figure(upperQuartile)}]`;
}

function ratio(ours: Summary, other: Summary | undefined): string {
  return other === undefined || other.median === 0 ? '' : (ours.median / other.median).toFixed(2);
}
