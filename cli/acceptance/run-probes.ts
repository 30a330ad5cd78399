import { underWay } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { isNotServed, NOT_SERVED } from './not-served.ts';
import { NotAsked, NotInSandbox, type Probe, type ProbeResult } from './probe.ts';

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
  surroundings: Surroundings,
): Promise<ProbeResult> {
  const { name, question, beliefs } = probe;
  const begun = performance.now();
  const { outcome, answer } = await askedOf(probe, setting, surroundings);
  const seconds = Math.round((performance.now() - begun) / 100) / 10;
  return { probe: name, question, beliefs, answer, outcome, seconds };
}

async function askedOf<Setting>(
  probe: Probe<Setting>,
  setting: Setting,
  { terminal, isSandbox, signal }: Surroundings,
): Promise<Pick<ProbeResult, 'outcome' | 'answer'>> {
  const isOver = () => signal.aborted;
  const interrupted = { outcome: 'not asked', answer: 'The run was interrupted.' } as const;
  if (isOver()) return interrupted;
  try {
    return { outcome: 'pass', answer: await underWay(terminal, probe.name, probe.run(setting)) };
  } catch (error) {
    if (isOver()) return interrupted;
    if (error instanceof NotAsked) return { outcome: 'not asked', answer: error.message };
    if (error instanceof NotInSandbox) return { outcome: 'not in the sandbox', answer: error.message };
    if (isSandbox && isNotServed(error)) return { outcome: 'not in the sandbox', answer: NOT_SERVED };
    return { outcome: 'fail', answer: inWords(error) };
  }
}

/** An error of AWS with its name, which says more than its message. */
export function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return ['Error', 'Disproved', 'CommandProblem', 'FunctionProblem'].includes(error.name)
    ? error.message
    : `${error.name}: ${error.message}`;
}
