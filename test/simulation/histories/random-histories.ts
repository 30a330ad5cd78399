import fc from 'fast-check';
import type { FunctionsUnderTest } from '../world/functions-under-test.ts';
import { type History, run } from '../run.ts';
import { aHistory } from './histories.ts';
import { type BrokenHistory, smallest } from './smallest.ts';

export interface RandomRuns {
  readonly runs: number;
  readonly seed: number;
  /** Where in the tree of histories a failure was found; only that one is run. */
  readonly replay?: string | undefined;
  readonly mostRotations?: number;
  /** Told after each history. */
  readonly onRun?: (calls: number) => void;
}

/** A history that broke a promise, as small as it can be. */
export interface FoundHistory extends BrokenHistory {
  /** The command that finds it again. */
  readonly command: string;
}

export const MOST_ROTATIONS = 4;

/** Runs random histories until one breaks a promise. */
export async function tryHistories(
  { runs, seed, replay, mostRotations = MOST_ROTATIONS, onRun = () => undefined }: RandomRuns,
  functions: FunctionsUnderTest,
): Promise<FoundHistory | undefined> {
  const keepsAll = async (history: History): Promise<boolean> => {
    const { violations, calls } = await run(history, functions);
    onRun(calls.length);
    return violations.length === 0;
  };
  // What fast-check shrinks are the choices that made the history; what is looked for is what it can do without.
  const outcome = await fc.check(fc.asyncProperty(aHistory({ mostRotations }), keepsAll), {
    numRuns: runs,
    seed,
    endOnFailure: true,
    ...(replay !== undefined && { path: replay }),
  });
  if (!outcome.failed) return undefined;
  const [history] = outcome.counterexample ?? [];
  if (history === undefined) throw outcome.errorInstance;
  const { violations } = await run(history, functions);
  const length = mostRotations === MOST_ROTATIONS ? '' : ` --rotations ${mostRotations}`;
  const command = `npm run simulate -- --seed ${outcome.seed} --replay ${outcome.counterexamplePath ?? ''}${length}`;
  return { ...(await smallest({ history, violations }, functions)), command };
}
