import { stripVTControlCharacters, styleText } from 'node:util';
import Table from 'cli-table3';
import type { Terminal } from './terminal.ts';

type Paper = Pick<Terminal, 'columns' | 'hasColours'>;

/** A row of cells, or one text across the whole table, which belongs to the row above it. */
export type Row = readonly string[] | string;

/**
 * A table no wider than the terminal: cells are as wide as they need to be, and only texts across the table are broken
 * into lines.
 */
export function textTable(head: readonly string[], rows: readonly Row[], { columns, hasColours }: Paper): string {
  const cells = [head, ...rows.filter((row) => typeof row !== 'string')];
  const widths = head.map((_, index) => 2 + Math.max(...cells.map((row) => widthOf(row[index] ?? ''))));
  const borders = head.length + 1;
  // The widest column gives way, and its texts are broken.
  while (widths.reduce((sum, width) => sum + width, borders) > columns) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= 8) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  const table = new Table({
    head: [...head],
    colWidths: widths,
    wordWrap: true,
    wrapOnWordBoundary: true,
    style: { head: hasColours ? ['bold'] : [], border: hasColours ? ['gray'] : [], compact: true },
  });
  for (const row of rows) {
    table.push(typeof row === 'string' ? [{ content: row, colSpan: head.length }] : [...row]);
  }
  return table.toString();
}

/** Colours a word on terminals that have colours. */
export function coloured(
  text: string,
  colour: 'green' | 'red' | 'yellow' | 'gray' | 'bold',
  { hasColours }: Pick<Terminal, 'hasColours'>,
): string {
  return hasColours ? styleText(colour, text, { validateStream: false }) : text;
}

function widthOf(cell: string): number {
  const lines = stripVTControlCharacters(cell).split('\n');
  return Math.max(...lines.map((line) => line.length));
}
