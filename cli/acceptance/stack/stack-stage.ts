import { inSession, type Session } from '../../session.ts';
import type { Plan } from '../plan.ts';
import type { Probe, ProbeResult } from '../probe.ts';
import type { StageReport } from '../report.ts';
import type { Run } from '../run.ts';
import { runProbe, runProbes } from '../run-probes.ts';
import { deployStack } from './deploy-stack.ts';
import { ROTATION_PROBES } from './rotation-probes.ts';
import type { StackPlan } from './stack-plan.ts';
import type { StackSetting } from './stack-setting.ts';
import { SWEEP_PROBES } from './sweep-probes.ts';

/** What is asked of the stack that stands. */
export const STACK_PROBES: readonly Probe<StackSetting>[] = [...ROTATION_PROBES, ...SWEEP_PROBES];

export const DEPLOYMENT_PROBE: Probe<{ readonly run: Run; readonly plan: StackPlan }> = {
  name: 'deploy',
  question: 'Does CloudFormation make the stack, each resource when what it needs is there?',
  beliefs: ['deployment'],
  run: async ({ run, plan }) => {
    await deployStack(run, plan);
    return `the stack ${run.name} stands`;
  },
};

/** Deploys the throw-away stack and asks it. */
export async function stackStage(run: Run, { stack: plan }: Plan): Promise<StageReport> {
  if (plan === undefined) {
    return { stage: 'stack', skipped: 'It needs --api, the address of an API to talk to.', results: [] };
  }
  const { terminal, signal } = run;
  const surroundings = { terminal, signal, isSandbox: run.sandbox !== undefined };
  const results: ProbeResult[] = [await runProbe(DEPLOYMENT_PROBE, { run, plan }, surroundings)];
  if (results.every(({ outcome }) => outcome === 'pass')) {
    await withStack(run, (session) => {
      const [stack] = session.stacks;
      if (stack === undefined) throw new Error(`There is no stack ${run.name}.`);
      const setting = { run, plan, session, stack, notes: {} };
      return runProbes(STACK_PROBES, setting, surroundings, (result) => results.push(result));
    });
  }
  return { stage: 'stack', results };
}

/** The operator's commands work on the stack as they do on any other. */
function withStack(run: Run, work: (session: Session) => Promise<void>): Promise<void> {
  const { region, endpoint, terminal } = run;
  const options = { stack: run.name, region, json: true, ...(endpoint !== undefined && { endpoint }) };
  const context = { terminal: { ...terminal, err: () => undefined }, endWith: () => undefined };
  return inSession(options, context, work);
}
