import type { Violation } from '../checker/violation.ts';
import type { FunctionsUnderTest } from '../world/functions-under-test.ts';
import { type History, run } from '../run.ts';

/** What may be left out of a history. */
const LISTS = ['faults', 'acts', 'outages', 'vends', 'apiClock'] as const;

/** A history that broke a promise, and how. */
export interface BrokenHistory {
  readonly history: History;
  readonly violations: readonly Violation[];
}

/** The same history without everything that it breaks the same promise without. */
export async function smallest(broken: BrokenHistory, functions: FunctionsUnderTest): Promise<BrokenHistory> {
  let best = broken;
  for (const list of LISTS) {
    for (let index = (best.history[list]?.length ?? 0) - 1; index >= 0; index -= 1) {
      const history = { ...best.history, [list]: best.history[list]?.toSpliced(index, 1) };
      const { violations } = await run(history, functions);
      if (violations[0]?.promise === broken.violations[0]?.promise) best = { history, violations };
    }
  }
  // What one part was needed for may have gone with another.
  return best === broken ? broken : smallest(best, functions);
}
