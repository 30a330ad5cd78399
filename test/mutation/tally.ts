import type { Equivalent } from './equivalent.ts';

/** A mutant as it was tried: one piece of the source, put in another's place. */
export interface TriedMutant {
  /** From the project's folder. */
  readonly file: string;
  /** Counted from 1. */
  readonly lineNumber: number;
  /** The line that it begins on, without the blanks around it. */
  readonly line: string;
  readonly original: string;
  readonly replacement: string;
  readonly isKilled: boolean;
}

/** What came of the mutants of one file. */
export interface FileTally {
  readonly file: string;
  readonly killed: number;
  readonly total: number;
}

export interface Tally {
  readonly files: readonly FileTally[];
  readonly killed: number;
  readonly total: number;
  /** They lived, and the table of equivalent ones does not say why. */
  readonly unexplained: readonly TriedMutant[];
  /** What the table of equivalent ones says of mutants that there are not, or that were killed. */
  readonly outdated: readonly Equivalent[];
}

/** Counts what tests killed. What is equivalent counts as alive: the share says what was found, not what was meant. */
export function tallyOf(mutants: readonly TriedMutant[], equivalents: readonly Equivalent[]): Tally {
  const byFile = [...Map.groupBy(mutants, ({ file }) => file)];
  const alive = mutants.filter(({ isKilled }) => !isKilled);
  return {
    files: byFile.map(([file, tried]) => ({ file, killed: killedOf(tried), total: tried.length })),
    killed: killedOf(mutants),
    total: mutants.length,
    unexplained: alive.filter((mutant) => !equivalents.some((one) => isOf(one, mutant))),
    outdated: equivalents.filter((one) => !alive.some((mutant) => isOf(one, mutant))),
  };
}

/** Whether enough is killed, and every survivor explained. */
export function isEnough({ killed, total, unexplained, outdated }: Tally): boolean {
  return killed >= LEAST_KILLED * total && unexplained.length === 0 && outdated.length === 0;
}

const LEAST_KILLED = 0.9;

const killedOf = (mutants: readonly TriedMutant[]): number => mutants.filter(({ isKilled }) => isKilled).length;

function isOf(one: Equivalent, mutant: TriedMutant): boolean {
  return (['file', 'line', 'original', 'replacement'] as const).every((field) => one[field] === mutant[field]);
}

/** The tally as a table in Markdown. */
export function tableOf({ files, killed, total }: Tally): string {
  const rows = [...files, { file: 'all', killed, total }];
  return [
    '| file | killed / total | % |',
    '| --- | ---: | ---: |',
    ...rows.map((row) => `| ${row.file} | ${row.killed} / ${row.total} | ${percent(row)} |`),
  ].join('\n');
}

/** Rounded down: what is below the least never looks like it. */
function percent({ killed, total }: Omit<FileTally, 'file'>): string {
  return (Math.floor((killed / total) * 1000) / 10).toFixed(1);
}

/** A mutant as a person looks for it. */
export function described({ file, lineNumber, original, replacement }: TriedMutant): string {
  return `${file}:${lineNumber}\n- ${original}\n+ ${replacement}`;
}
