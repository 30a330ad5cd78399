import { rm } from 'node:fs/promises';
import { confirm } from '../terminal/confirm.ts';
import { CommandProblem, EXIT } from '../terminal/exit-codes.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { beliefsStage } from './beliefs/beliefs-stage.ts';
import { cleanUp } from './clean-up/clean-up.ts';
import { remainsOf } from './clean-up/remains.ts';
import type { AcceptOptions } from './options.ts';
import { planOf } from './plan.ts';
import { cleanUpText, endText, type Report, type StageReport, stageText } from './report.ts';
import { runIn } from './run-in.ts';
import { isRunName, newRunName } from './run-name.ts';
import { inWords } from './run-probes.ts';
import type { Run } from './run.ts';
import { stackStage } from './stack/stack-stage.ts';

/**
 * The whole run: says what it will do, has it agreed to, asks stage by stage, and deletes what it made.
 * @returns the exit code
 * @throws CommandProblem before anything is made
 */
export async function accept(options: AcceptOptions, terminal: Terminal, signal: AbortSignal): Promise<number> {
  const { cleanUp: earlier, json: isJson = false, yes = false } = options;
  if (earlier !== undefined && !isRunName(earlier)) {
    throw new CommandProblem(`${earlier} is no name of a run, such as c2m-accept-0123abcd.`, EXIT.wrongUsage);
  }
  const run = await runIn(options, earlier ?? newRunName(), terminal, signal);
  try {
    const say = (text: string) => (isJson ? undefined : terminal.out(text));
    const stages: StageReport[] = [];
    if (earlier === undefined) {
      const plan = await planOf(options, run);
      terminal.err(plan.text);
      await confirm(terminal, 'Nothing else is touched, and all of it is deleted at the end.', yes);
      for (const stage of [beliefsStage, stackStage]) {
        const report = await orFailure(stage(run, plan));
        stages.push(report);
        say(stageText(report, terminal));
      }
    } else {
      await confirm(terminal, `What the run ${earlier} left in account ${run.accountId} is deleted.`, yes);
    }
    const report = await endOf(run, stages);
    say(cleanUpText(report.clean_up, terminal));
    terminal.out(isJson ? JSON.stringify(report, null, 2) : endText(report, terminal));
    return report.passed ? EXIT.fine : EXIT.needsPerson;
  } finally {
    run.aws.destroy();
    await rm(run.assembly, { recursive: true, force: true });
  }
}

/** What was made is deleted even if a stage breaks down, so that is a result like any other. */
async function orFailure(stage: Promise<StageReport>): Promise<StageReport> {
  try {
    return await stage;
  } catch (error) {
    const question = 'Does the stage come to its end?';
    const result = {
      probe: 'stage',
      question,
      beliefs: [],
      answer: inWords(error),
      outcome: 'fail',
      seconds: 0,
    } as const;
    return { stage: 'broken off', results: [result] };
  }
}

async function endOf(run: Run, stages: readonly StageReport[]): Promise<Report> {
  const interrupted = run.signal.aborted;
  const cleanedUp = await cleanUp(run);
  const outcomes = [...stages.flatMap(({ results }) => results), ...cleanedUp].map(({ outcome }) => outcome);
  return {
    run: run.name,
    account: run.accountId,
    region: run.region,
    endpoint: run.endpoint ?? null,
    is_sandbox: run.sandbox !== undefined,
    interrupted,
    passed: !interrupted && !outcomes.includes('fail'),
    stages,
    clean_up: cleanedUp,
    remains: remainsOf(run, cleanedUp),
  };
}
