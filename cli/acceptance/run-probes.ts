import { underWay } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { isNotServed } from './not-served.ts';
import { NotAsked, NotInSandbox, type Outcome, type Probe, type ProbeResult } from './probe.ts';

interface Surroundings {
  readonly terminal: Terminal;
  readonly isSandbox: boolean;
  readonly signal: AbortSignal;
}

/**
 * Asks one probe after the other; none hinders the next.
 * @param told told of each result as it comes
 */
export async function runProbes<Setting>(
  probes: readonly Probe<Setting>[],
  setting: Setting,
  surroundings: Surroundings,
  told: (result: ProbeResult) => void,
): Promise<void> {
  for (const probe of probes) told(await runProbe(probe, setting, surroundings));
}

/** Asks one probe; whatever goes wrong is its result. */
export async function runProbe<Setting>(
  probe: Probe<Setting>,
  setting: Setting,
  { terminal, isSandbox, signal }: Surroundings,
): Promise<ProbeResult> {
  const { name, question, beliefs } = probe;
  const result = (outcome: Outcome, answer: string) => ({ probe: name, question, beliefs, answer, outcome });
  const isOver = () => signal.aborted;
  if (isOver()) return result('not asked', 'The run was interrupted.');
  try {
    return result('pass', await underWay(terminal, name, probe.run(setting)));
  } catch (error) {
    if (isOver()) return result('not asked', 'The run was interrupted.');
    if (error instanceof NotAsked) return result('not asked', error.message);
    if (error instanceof NotInSandbox || (isSandbox && isNotServed(error))) {
      return result('not in the sandbox', inWords(error));
    }
    return result('fail', inWords(error));
  }
}

/** An error of AWS with its name, which says more than its message. */
export function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return ['Error', 'Disproved', 'NotInSandbox', 'CommandProblem', 'FunctionProblem'].includes(error.name)
    ? error.message
    : `${error.name}: ${error.message}`;
}
