import fc from 'fast-check';
import type { Violation } from '../checker/violation.ts';
import type { FunctionsUnderTest } from '../world/functions-under-test.ts';
import { type History, run } from '../run.ts';
import { aHistory } from './histories.ts';

export interface RandomRuns {
  readonly runs: number;
  readonly seed: number;
  /** Where in the tree of histories a failure was found; only that one is run. */
  readonly replay?: string | undefined;
  readonly mostRotations?: number;
  /** Told after each history. */
  readonly onRun?: (calls: number) => void;
}

/** A history that broke a promise, shrunk as far as it goes. */
export interface BrokenHistory {
  readonly history: History;
  readonly violations: readonly Violation[];
  /** The command that runs it again. */
  readonly command: string;
}

export const MOST_ROTATIONS = 4;

const MOST_SHRINKS = 300;

/** Runs random histories until one breaks a promise. */
export async function tryHistories(
  { runs, seed, replay, mostRotations = MOST_ROTATIONS, onRun = () => undefined }: RandomRuns,
  functions: FunctionsUnderTest,
): Promise<BrokenHistory | undefined> {
  let violations: readonly Violation[] = [];
  let shrinks = 0;
  const keepsAll = async (history: History): Promise<boolean> => {
    if (violations.length > 0) shrinks += 1;
    // What is not run counts as kept: shrinking ends.
    if (shrinks > MOST_SHRINKS) return true;
    const result = await run(history, functions);
    onRun(result.calls.length);
    if (result.violations.length > 0) ({ violations } = result);
    return result.violations.length === 0;
  };
  const outcome = await fc.check(fc.asyncProperty(aHistory({ mostRotations }), keepsAll), {
    numRuns: runs,
    seed,
    ...(replay !== undefined && { path: replay, endOnFailure: true }),
  });
  if (!outcome.failed) return undefined;
  const [history] = outcome.counterexample ?? [];
  if (history === undefined || violations.length === 0) throw outcome.errorInstance;
  const length = mostRotations === MOST_ROTATIONS ? '' : ` --rotations ${mostRotations}`;
  const command = `npm run simulate -- --seed ${outcome.seed} --replay ${outcome.counterexamplePath ?? ''}${length}`;
  return { history, violations, command };
}
