import type { Plan } from '../plan.ts';
import type { Probe, ProbeResult } from '../probe.ts';
import type { StageReport } from '../report.ts';
import { runProbe, runProbes } from '../run-probes.ts';
import type { Run } from '../run.ts';
import { ACCESS_PROBES } from './access-probes.ts';
import { AUDIT_PROBES } from './audit-probes.ts';
import { deployStack } from './deploy-stack.ts';
import { inSessionOf } from './in-session-of.ts';
import { REVOKE_NOW_PROBE } from './revoke-now-probe.ts';
import { ROTATION_PROBES } from './rotation-probes.ts';
import type { StackSetting } from './stack-setting.ts';
import { SWEEP_PROBES } from './sweep-probes.ts';
import { VEND_PROBES } from './vend-probes.ts';
import { WATCHING_PROBES } from './watching-probes.ts';

/** What is asked of the stack that stands. */
export const STACK_PROBES: readonly Probe<StackSetting>[] = [
  ...ROTATION_PROBES,
  ...VEND_PROBES,
  ...ACCESS_PROBES,
  ...SWEEP_PROBES,
  ...WATCHING_PROBES,
  ...AUDIT_PROBES,
  REVOKE_NOW_PROBE,
];

export const DEPLOYMENT_PROBE: Probe<{ readonly run: Run }> = {
  name: 'deploy',
  question: 'Does CloudFormation make the stack, each resource when what it needs is there?',
  beliefs: ['deployment'],
  run: async ({ run }) => {
    await deployStack(run);
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
  const results: ProbeResult[] = [await runProbe(DEPLOYMENT_PROBE, { run }, surroundings)];
  if (results.every(({ outcome }) => outcome === 'pass')) {
    await inSessionOf(run, run.name, (session) => {
      const [stack] = session.stacks;
      if (stack === undefined) throw new Error(`There is no stack ${run.name}.`);
      const setting = { run, plan, session, stack, notes: {} };
      return runProbes(STACK_PROBES, setting, surroundings, (result) => results.push(result));
    });
  }
  return { stage: 'stack', results };
}
