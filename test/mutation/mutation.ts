import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { LogLevel } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import { Command, Option } from 'commander';
import { MeasuredPart } from '../../tools/measured-parts.ts';
import { EQUIVALENT } from './equivalent.ts';
import { MUTATED_FILES } from './mutated-files.ts';
import { described, isEnough, tableOf, tallyOf, type TriedMutant } from './tally.ts';

interface Options {
  readonly mutate: readonly string[];
  readonly workers: number;
  readonly docs?: string;
}

type Results = Awaited<ReturnType<Stryker['runMutationTest']>>;

const KILLED: readonly Results[number]['status'][] = ['Killed', 'Timeout'];
const COUNTED: readonly Results[number]['status'][] = [...KILLED, 'Survived', 'NoCoverage'];

const ROOT = join(import.meta.dirname, '..', '..');

const command = new Command('npm run mutation --')
  .description('Changes the rules in every small way, and counts the changes that a test notices.')
  .option('--mutate <files...>', 'some of the files', [...MUTATED_FILES])
  .option('--workers <number>', 'processes that try mutants', Number, 2)
  .addOption(
    new Option('--docs [page]', 'write what was found into the page').preset('docs/reliability.md').conflicts('mutate'),
  )
  .parse();

await main(command.opts<Options>());

async function main(options: Options): Promise<void> {
  const measured = options.docs === undefined ? undefined : new MeasuredPart(options.docs, 'mutation');
  const begun = Date.now();
  const mutants = await tryMutants(options);
  const equivalents = EQUIVALENT.filter(({ file }) => options.mutate.some((tried) => tried.startsWith(file)));
  const tally = tallyOf(mutants, equivalents);
  for (const mutant of tally.unexplained) print(`Alive: ${described(mutant)}`);
  for (const { file, line, why } of tally.outdated) print(`Not alive, though said to be: ${file}: ${line} (${why})`);
  print(`${tableOf(tally)}\n\nAfter ${Math.round((Date.now() - begun) / 1000)} s.`);
  measured?.write('npm run mutation', `${tableOf(tally)}\n\n${survivorsOf(equivalents)}`);
  process.exitCode = isEnough(tally) ? 0 : 1;
}

/** Why those that live are equivalent. */
function survivorsOf(equivalents: typeof EQUIVALENT): string {
  const rows = equivalents.map(
    ({ file, original, replacement, why }) => `| ${file} | ${code(original)} | ${code(replacement)} | ${why} |`,
  );
  return ['| file | this | does the same as | because |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function code(text: string): string {
  return `\`${text.replaceAll(/\s+/g, ' ').replaceAll('|', String.raw`\|`)}\``;
}

async function tryMutants({ mutate, workers }: Options): Promise<TriedMutant[]> {
  process.chdir(ROOT);
  const tempDirName = await mkdtemp(join(tmpdir(), 'click2mail-mutation-'));
  // A mutant of what is computed while modules load needs a process of its own.
  process.env['NODE_COMPILE_CACHE'] = join(tempDirName, 'compile-cache');
  try {
    const results = await new Stryker({
      mutate: [...mutate],
      concurrency: workers,
      testRunner: 'suites',
      plugins: ['messages.ts', 'test-runner.ts'].map((name) => join(import.meta.dirname, name)),
      ignorers: ['messages'],
      coverageAnalysis: 'perTest',
      // TypeScript 7 has no API to read it with.
      tsconfigFile: 'no-such-file.json',
      ignorePatterns: ['/cdk.out', '/coverage', '/test-output*'],
      tempDirName,
      reporters: ['progress-append-only'],
      allowConsoleColors: false,
      logLevel: 'warn' as LogLevel,
      // A mutant that never ends is found by what it repeats; this is for one that waits.
      timeoutMS: 10_000,
    }).runMutationTest();
    return await Promise.all(results.filter(({ status }) => COUNTED.includes(status)).map(triedMutant));
  } finally {
    await rm(tempDirName, { recursive: true, force: true });
  }
}

async function triedMutant({ fileName, location, replacement, status }: Results[number]): Promise<TriedMutant> {
  const source = await readFile(fileName, 'utf8');
  const { start, end } = location;
  return {
    file: relative(ROOT, fileName),
    lineNumber: start.line,
    line: source.split('\n')[start.line - 1]?.trim() ?? '',
    original: source.slice(offsetOf(source, start), offsetOf(source, end)),
    replacement,
    isKilled: KILLED.includes(status),
  };
}

/** Stryker counts lines and columns from 1. */
function offsetOf(source: string, { line, column }: Results[number]['location']['start']): number {
  const before = source.split('\n').slice(0, line - 1);
  return before.join('\n').length + (before.length > 0 ? 1 : 0) + column - 1;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
