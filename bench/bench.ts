import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { FUNCTION_NAMES, VENDOR } from '../infra/function-names.ts';
import { MeasuredPart } from '../tools/measured-parts.ts';
import { synthesised } from './bench-sandbox.ts';
import { BENCH_SETTINGS, Bundles } from './bundles.ts';
import { markdownOf } from './markdown.ts';
import type { Row } from './result.ts';
import { ROWS } from './rows.ts';
import { profileRow } from './rows/profile.ts';

interface Options {
  readonly rows: readonly Row[];
  readonly profile?: Row | true;
  readonly quick?: true;
  readonly docs?: string;
}

await new Command('npm run bench --')
  .description('Measures the functions, the stack and the sandbox against a floor and against the usual way.')
  .option('--rows <names>', 'only these rows, for example cold-start,rotation', chosenRows, ROWS)
  .option(
    '--profile [function]',
    'instead: where the cold start of one goes, of the vendor when none is named',
    profiled,
  )
  .option('--quick', 'few repetitions: to see that it runs, not how fast')
  .addOption(new Option('--docs [page]', 'write what was found into the page').preset('docs/performance.md'))
  .helpOption('--help', 'show this help')
  .action(run)
  .parseAsync();

async function run({ rows: chosen, profile, quick, docs }: Options): Promise<void> {
  const rows = profile === undefined ? chosen : [profile === true ? profileRow(VENDOR) : profile];
  const parts = new Map(docs === undefined ? [] : rows.map(({ name }) => [name, new MeasuredPart(docs, name)]));
  const folder = await mkdtemp(join(tmpdir(), 'click2mail-bench-'));
  const bundles = new Bundles(join(folder, 'bundles'));
  let standing: string | undefined;
  const assembly = () => (standing ??= synthesised(BENCH_SETTINGS, folder));
  const tell = (progress: string) => void process.stderr.write(`${progress}\n`);
  try {
    for (const row of rows) {
      const { name, title } = row;
      tell(title);
      const found = markdownOf(await row.run({ isQuick: quick === true, folder, bundles, assembly, tell }));
      process.stdout.write(`## ${title}\n\n${found}\n\n`);
      const command = `npm run bench -- --rows ${name}${quick === true ? ' --quick' : ''}`;
      parts.get(name)?.write(command, `${found}\n\n${surroundings()}`);
    }
    process.stdout.write(`${surroundings()}\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function surroundings(): string {
  return `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model ?? 'an unknown processor'}.`;
}

function profiled(name: string): Row {
  const found = FUNCTION_NAMES.find((one) => one === name);
  if (found !== undefined) return profileRow(found);
  throw new InvalidArgumentError(`The functions are ${FUNCTION_NAMES.join(', ')}.`);
}

function chosenRows(text: string): Row[] {
  const names = text.split(',');
  const unknown = names.find((name) => !ROWS.some((row) => row.name === name));
  if (unknown === undefined) return ROWS.filter(({ name }) => names.includes(name));
  throw new InvalidArgumentError(`The rows are ${ROWS.map(({ name }) => name).join(', ')}.`);
}
