import { figure, rounded } from './figures.ts';

/** Values to compare by eye. */
export interface BarChart {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly (readonly [label: string, value: number])[];
}

/** Blue enough for a light page and for a dark one: Mermaid's own first colour can hardly be seen. */
const COLOUR = '#5b9bd5';
const HEIGHT_AROUND_BARS = 90;
const HEIGHT_OF_A_BAR = 34;

/**
 * Bars beneath one another as a Mermaid block, which code hosts draw. Mermaid writes no value beside a short bar, so
 * each label has its own; it draws several series over one another, so there is one.
 * @see https://mermaid.js.org/syntax/xyChart
 */
export function barChart({ title, unit, bars }: BarChart): string {
  const values = bars.map(([, value]) => rounded(value));
  const labels = bars.map(([label, value]) => `"${label}: ${figure(value)} ${unit}"`);
  return [
    '```mermaid',
    '---',
    'config:',
    '  xyChart:',
    `    height: ${HEIGHT_AROUND_BARS + HEIGHT_OF_A_BAR * bars.length}`,
    '  themeVariables:',
    '    xyChart:',
    `      plotColorPalette: "${COLOUR}"`,
    '---',
    'xychart-beta horizontal',
    `  title "${title}, ${unit}"`,
    `  x-axis [${labels.join(', ')}]`,
    `  y-axis 0 --> ${Math.max(...values)}`,
    `  bar [${values.join(', ')}]`,
    '```',
  ].join('\n');
}
