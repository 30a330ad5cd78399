import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { synthesised } from './bench-sandbox.ts';
import { BENCH_SETTINGS, Bundles } from './bundles.ts';
import { writePlots } from './plots.ts';
import type { Row, RowResult } from './result.ts';
import { ROWS } from './rows.ts';
import { resultTable } from './table.ts';

interface Options {
  readonly rows: readonly Row[];
  readonly quick?: boolean;
  readonly json?: string;
  readonly plots?: true;
}

const IMAGES = join(import.meta.dirname, '..', 'docs', 'images');

await new Command('npm run bench --')
  .description('Measures the functions, the stack and the sandbox against a floor and against the usual way.')
  .option('--rows <numbers>', 'only these rows, for example 1,3', chosenRows, ROWS)
  .option('--quick', 'few repetitions: to see that it runs, not how fast')
  .option('--json <file>', 'write everything that was found to a file')
  .option('--plots', 'write docs/images/bench-*.svg')
  .helpOption('--help', 'show this help')
  .action(run)
  .parseAsync();

async function run({ rows, quick = false, json, plots }: Options): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'click2mail-bench-'));
  const bundles = new Bundles(join(folder, 'bundles'));
  let standing: string | undefined;
  const assembly = () => (standing ??= synthesised(BENCH_SETTINGS, folder));
  const tell = (progress: string) => void process.stderr.write(`${progress}\n`);
  try {
    const results: { row: Row; result: RowResult }[] = [];
    for (const row of rows) {
      tell(`${row.number} ${row.title}`);
      results.push({ row, result: await row.run({ isQuick: quick, folder, bundles, assembly, tell }) });
    }
    process.stdout.write(`${resultTable(results)}\n${surroundings()}\n`);
    const found = results.map(({ row: { number, title }, result }) => ({ number, title, ...result }));
    if (json !== undefined)
      await writeFile(json, `${JSON.stringify({ surroundings: surroundings(), rows: found }, null, 2)}\n`);
    if (plots === true) writePlots(found, IMAGES);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function surroundings(): string {
  return `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model ?? 'an unknown processor'}`;
}

function chosenRows(text: string): Row[] {
  const numbers = text.split(',').map(Number);
  const unknown = numbers.filter((number) => !ROWS.some((row) => row.number === number));
  if (unknown.length > 0) throw new InvalidArgumentError(`The rows are 1 to ${ROWS.length}.`);
  return ROWS.filter(({ number }) => numbers.includes(number));
}
