import { underWay } from '../../terminal/progress.ts';
import type { Probe, ProbeResult } from '../probe.ts';
import type { StageReport } from '../report.ts';
import { runProbes } from '../run-probes.ts';
import type { Run } from '../run.ts';
import { LABEL_PROBES } from './label-probes.ts';
import { type Scratch, scratchOf } from './scratch.ts';
import { SIGNATURE_PROBES } from './signature-probes.ts';
import { VALUE_PROBES } from './value-probes.ts';

/** What is asked of scratch secrets and keys. */
export const BELIEF_PROBES: readonly Probe<Scratch>[] = [...LABEL_PROBES, ...VALUE_PROBES, ...SIGNATURE_PROBES];

/** @throws Error of AWS when the keys cannot be made */
export async function beliefsStage(run: Run): Promise<StageReport> {
  const { terminal, signal } = run;
  const results: ProbeResult[] = [];
  const scratch = await underWay(terminal, 'Making scratch keys', scratchOf(run));
  const surroundings = { terminal, signal, isSandbox: run.sandbox !== undefined };
  await runProbes(BELIEF_PROBES, scratch, surroundings, (result) => results.push(result));
  return { stage: 'beliefs', results };
}
