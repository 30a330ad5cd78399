import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Command, Option } from 'commander';
import { MeasuredPart } from '../../tools/measured-parts.ts';
import { findMutant } from './defects/mutant-search.ts';
import { MUTANTS } from './defects/mutants.ts';
import { loadFunctions } from './world/functions-under-test.ts';
import { PAIRED_CLIENTS, TRIED_CLIENTS, type Tried, tryEveryFault, tryEveryPair } from './histories/exhaustive.ts';
import { MOST_ROTATIONS, tryHistories } from './histories/random-histories.ts';
import { reportOf } from './report.ts';
import type { ToldByWorker, Work } from './simulation-work.ts';

const NONE: Tried = { cases: 0, broken: [] };

interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly replay?: string;
  readonly rotations: number;
  readonly exhaustive?: true;
  readonly mutants?: true;
  readonly workers: number;
  readonly docs?: string;
}

/** What was tried, and what of it did not end as it should. */
interface Outcome {
  readonly cases: number;
  readonly failures: number;
}

if (isMainThread) await main();
else await work(workerData as Work);

async function main(): Promise<void> {
  const options = new Command('simulate')
    .description('Runs the functions in a simulated world and looks for broken promises.')
    .option('--runs <number>', 'random histories', Number, 1000)
    .option('--seed <number>', 'decides all that is random', Number, 1)
    .addOption(new Option('--replay <path>', 'runs one history again').conflicts('docs'))
    .option('--rotations <number>', 'how long histories are: rotations of the quickest client', Number, MOST_ROTATIONS)
    .option('--exhaustive', 'every fault at every call of a rotation and its sweeps, and every pair of faults')
    .option('--mutants', 'looks for every deliberate defect')
    .option('--workers <number>', 'threads', Number, availableParallelism())
    .addOption(new Option('--docs [page]', 'write what was found into the page').preset('docs/reliability.md'))
    .parse()
    .opts<Options>();
  const { part, command, found } = kindOf(options);
  const measured = options.docs === undefined ? undefined : new MeasuredPart(options.docs, part);
  const begun = Date.now();
  const { cases, failures } = await outcomeOf(options);
  print(`${failures === 0 ? 'Clean' : 'NOT clean'}, after ${Math.round((Date.now() - begun) / 1000)} s.`);
  measured?.write(command, `${cases.toLocaleString('en')} ${found.cases}; ${failures} ${found.failures}.`);
  process.exitCode = failures === 0 ? 0 : 1;
}

/** Where a run's figures belong, the command that finds them again, and what they count. */
function kindOf({ mutants, exhaustive, runs, seed, rotations, workers }: Options) {
  const [script, failures] = ['npm run simulate --', 'broke a promise'];
  if (mutants === true) {
    return { part: 'defects', command: `${script} --mutants`, found: { cases: 'defects', failures: 'went unnoticed' } };
  }
  if (exhaustive === true) {
    return { part: 'faults', command: `${script} --exhaustive`, found: { cases: 'cases', failures } };
  }
  const command = `${script} --runs ${runs} --seed ${seed} --rotations ${rotations} --workers ${workers}`;
  return { part: 'histories', command, found: { cases: 'histories', failures } };
}

function outcomeOf({ exhaustive, mutants, replay, runs, seed, rotations, workers }: Options): Promise<Outcome> {
  if (mutants === true) return findMutants();
  if (exhaustive === true) return inThreads(workers, (thread) => ({ kind: 'pairs', thread, threads: workers }));
  const histories = { kind: 'histories', mostRotations: rotations } as const;
  if (replay !== undefined) return inThreads(1, () => ({ ...histories, runs: 1, seed, replay }));
  return inThreads(workers, (thread) => ({ ...histories, runs: Math.ceil(runs / workers), seed: seed + thread }));
}

/** Runs work in threads, and prints how far it is. */
async function inThreads(threads: number, workOf: (thread: number) => Work): Promise<Outcome> {
  const done = Array.from({ length: threads }, () => 0);
  let failures = 0;
  const cases = (): number => done.reduce((sum, one) => sum + one, 0);
  const printCases = (): void => print(`${cases()} cases`);
  const timer = setInterval(printCases, 10_000);
  await Promise.all(
    done.map(
      (_, thread) =>
        new Promise<void>((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: workOf(thread) });
          worker.on('message', ({ cases: doneByThread, broken }: ToldByWorker) => {
            done[thread] = doneByThread;
            if (broken === undefined) return;
            failures += 1;
            print(broken);
          });
          worker.on('error', reject);
          worker.on('exit', () => resolve());
        }),
    ),
  );
  clearInterval(timer);
  printCases();
  return { cases: cases(), failures };
}

async function work(order: Work): Promise<void> {
  const functions = await loadFunctions();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  const tell = (told: ToldByWorker): void => parentPort?.postMessage(told);
  if (order.kind === 'histories') {
    let cases = 0;
    const broken = await tryHistories({ ...order, onRun: () => tell({ cases: (cases += 1) }) }, functions);
    if (broken === undefined) return;
    const { history, violations, command } = broken;
    const texts = [JSON.stringify(history), ...violations.map(reportOf), `Again: ${command}`];
    tell({ cases, broken: texts.join('\n') });
    return;
  }
  let before = 0;
  const isMine = (index: number): boolean => index % order.threads === order.thread;
  for (const [index, client] of TRIED_CLIENTS.entries()) {
    const singles = isMine(index) ? await tryEveryFault(client, functions) : NONE;
    const pairs = PAIRED_CLIENTS.includes(client)
      ? await tryEveryPair(client, functions, ({ cases }) => tell({ cases: before + cases }), isMine)
      : NONE;
    before += singles.cases + pairs.cases;
    tell({ cases: before });
    for (const { tried, violations } of [...singles.broken, ...pairs.broken]) {
      tell({ cases: before, broken: [JSON.stringify(tried), ...violations.map(reportOf)].join('\n') });
    }
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Whether every deliberate defect breaks the promise that it should break. */
async function findMutants(): Promise<Outcome> {
  let failures = 0;
  for (const mutant of MUTANTS) {
    const found = await findMutant(mutant, 500);
    if (found === undefined) failures += 1;
    const how = found === undefined ? 'NOT FOUND' : `breaks promise ${found.violation.promise}, by ${found.by}`;
    print(`${mutant.name}: ${how}`);
  }
  return { cases: MUTANTS.length, failures };
}
