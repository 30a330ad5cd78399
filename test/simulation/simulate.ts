import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Command } from 'commander';
import { PAIRED_CLIENTS, TRIED_CLIENTS, type Tried, tryEveryFault, tryEveryPair } from './exhaustive.ts';
import { loadFunctions } from './functions-under-test.ts';
import { findMutant } from './mutant-search.ts';
import { MUTANTS } from './mutants.ts';
import { MOST_ROTATIONS, tryHistories } from './random-histories.ts';
import { reportOf } from './report.ts';
import type { ToldByWorker, Work } from './simulation-work.ts';

const NONE: Tried = { cases: 0, broken: [] };

if (isMainThread) await main();
else await work(workerData as Work);

async function main(): Promise<void> {
  const { runs, seed, replay, rotations, exhaustive, mutants, workers } = new Command('simulate')
    .description('Runs the functions in a simulated world and looks for broken promises.')
    .option('--runs <number>', 'random histories', Number, 1000)
    .option('--seed <number>', 'decides all that is random', Number, 1)
    .option('--replay <path>', 'runs one history again')
    .option('--rotations <number>', 'how long histories are: rotations of the quickest client', Number, MOST_ROTATIONS)
    .option('--exhaustive', 'every fault at every call of a rotation and its sweeps, and every pair of faults')
    .option('--mutants', 'looks for every deliberate defect')
    .option('--workers <number>', 'threads', Number, availableParallelism())
    .parse()
    .opts<{
      runs: number;
      seed: number;
      replay?: string;
      rotations: number;
      exhaustive?: true;
      mutants?: true;
      workers: number;
    }>();
  const begun = Date.now();
  const isClean = await (mutants
    ? findMutants()
    : exhaustive
      ? inThreads(workers, (thread) => ({ kind: 'pairs', thread, threads: workers }))
      : replay === undefined
        ? inThreads(workers, (thread) => ({
            kind: 'histories',
            runs: Math.ceil(runs / workers),
            seed: seed + thread,
            mostRotations: rotations,
          }))
        : inThreads(1, () => ({ kind: 'histories', runs: 1, seed, replay, mostRotations: rotations })));
  print(`${isClean ? 'Clean' : 'NOT clean'}, after ${Math.round((Date.now() - begun) / 1000)} s.`);
  process.exitCode = isClean ? 0 : 1;
}

/** Runs work in threads, and prints how far it is. */
async function inThreads(threads: number, workOf: (thread: number) => Work): Promise<boolean> {
  const done = Array.from({ length: threads }, () => 0);
  let isClean = true;
  const printCases = (): void => print(`${done.reduce((sum, one) => sum + one, 0)} cases`);
  const timer = setInterval(printCases, 10_000);
  await Promise.all(
    done.map(
      (_, thread) =>
        new Promise<void>((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: workOf(thread) });
          worker.on('message', ({ cases, broken }: ToldByWorker) => {
            done[thread] = cases;
            if (broken === undefined) return;
            isClean = false;
            print(broken);
          });
          worker.on('error', reject);
          worker.on('exit', () => resolve());
        }),
    ),
  );
  clearInterval(timer);
  printCases();
  return isClean;
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
async function findMutants(): Promise<boolean> {
  let isClean = true;
  for (const mutant of MUTANTS) {
    const found = await findMutant(mutant, 500);
    isClean &&= found !== undefined;
    const how = found === undefined ? 'NOT FOUND' : `breaks promise ${found.violation.promise}, by ${found.by}`;
    print(`${mutant.name}: ${how}`);
  }
  return isClean;
}
