import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { MeasuredPart } from '../../tools/measured-parts.ts';
import { synthesiseWith } from '../support/assembly.ts';
import { endedInWords, endTokensBehindBack, isEndedInTime } from './dead-tokens.ts';
import { type Progress, soak, type Soaked } from './soak-run.ts';
import { DEAD_TOKEN_SETTINGS, SOAK_SETTINGS } from './soak-settings.ts';

interface Options {
  readonly rotations: number;
  readonly consumers: number;
  readonly kills: number;
  readonly seed: number;
  readonly behindBack?: number;
  readonly json?: true;
  readonly docs?: string;
}

const count = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new TypeError(`${text} is not a whole number.`);
  return Number(text);
};

const command = new Command('npm run soak --')
  .description('Many rotations in the sandbox, with consumers that call without pause; then the books are balanced.')
  .option('--rotations <number>', 'rotations that are to succeed, of all clients together', count, 200)
  .option('--consumers <number>', 'consumers that call all the while', count, 20)
  .option('--kills <number>', 'function processes that are killed at work', count, 0)
  .option('--seed <number>', 'decides when is killed', count, 1)
  .option('--behind-back <number>', 'instead: tokens that are revoked at the API behind the stack’s back', count)
  .option('--json', 'print the result as JSON')
  .addOption(new Option('--docs [page]', 'write what was found into the page').preset('docs/reliability.md'))
  .parse();

const options = command.opts<Options>();
await (options.behindBack === undefined ? main(options) : deadTokens(options.behindBack, options));

async function deadTokens(tokens: number, { seed, json, docs }: Options): Promise<void> {
  const measured = docs === undefined ? undefined : new MeasuredPart(docs, 'dead-tokens');
  await withAssembly(DEAD_TOKEN_SETTINGS, async (assembly) => {
    const onProgress = (done: number) => void process.stderr.write(`${done} of ${tokens} tokens\n`);
    const ended = await endTokensBehindBack({ assembly, tokens, seed, onProgress });
    process.stdout.write(`${json === true ? JSON.stringify(ended) : endedInWords(ended)}\n`);
    measured?.write(`npm run soak -- --behind-back ${tokens} --seed ${seed}`, endedInWords(ended));
    process.exitCode = ended.every(isEndedInTime) ? 0 : 1;
  });
}

async function withAssembly(settings: object, work: (assembly: string) => Promise<void>): Promise<void> {
  const assembly = await mkdtemp(join(tmpdir(), 'click2mail-soak-'));
  try {
    synthesiseWith(settings, assembly);
    await work(assembly);
  } finally {
    await rm(assembly, { recursive: true, force: true });
  }
}

async function main({ json, docs, ...plan }: Options): Promise<void> {
  const part = plan.kills > 0 ? 'soak-with-kills' : 'soak';
  const measured = docs === undefined ? undefined : new MeasuredPart(docs, part);
  await withAssembly(SOAK_SETTINGS, async (assembly) => {
    const soaked = await soak({ ...plan, assembly, onProgress: showProgress() });
    process.stdout.write(`${json === true ? JSON.stringify(soaked) : inWords(soaked)}\n`);
    measured?.write(commandOf(plan), inWords(soaked));
    process.exitCode = isSound(soaked, plan.kills > 0) ? 0 : 1;
  });
}

function showProgress(): (progress: Progress) => void {
  let shownAt = performance.now();
  return ({ rotations, requests, refused, kills }) => {
    if (performance.now() - shownAt < 2000) return;
    shownAt = performance.now();
    process.stderr.write(`${rotations} rotations, ${requests} requests, ${refused} refused, ${kills} killed\n`);
  };
}

/** When a function is killed at work, a revocation may be done and not told. */
function isSound({ refused, leftOver, revoked, disagreements, denied }: Soaked, hasKills: boolean): boolean {
  const isTold = hasKills ? revoked.sweep <= revoked.api : revoked.sweep === revoked.api;
  return refused === 0 && leftOver.length === 0 && disagreements.length === 0 && denied === 0 && isTold;
}

function commandOf({ rotations, consumers, kills, seed }: Options): string {
  return `npm run soak -- --rotations ${rotations} --consumers ${consumers} --kills ${kills} --seed ${seed}`;
}

/** A list, as Markdown writes one. */
function inWords({ rotations, days, requests, refused, kills, ...soaked }: Soaked): string {
  const { revoked, unaccounted, leftOver, disagreements, denied } = soaked;
  return [
    `${rotations} rotations in ${Math.round(days)} days; ${kills} function processes were killed at work.`,
    `The consumers made ${requests.toLocaleString('en')} requests; ${refused} were refused.`,
    `The API revoked ${revoked.api} tokens; the sweep's metrics say ${revoked.sweep}, and ${unaccounted} unaccounted for.`,
    `Left over: ${leftOver.length === 0 ? 'nothing' : leftOver.join(', ')}.`,
    `Calls denied by IAM: ${denied}.`,
    ...disagreements,
  ]
    .map((line) => `- ${line}`)
    .join('\n');
}
