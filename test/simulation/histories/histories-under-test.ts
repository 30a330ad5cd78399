import { expect } from '@jest/globals';
import { loadFunctions } from '../world/functions-under-test.ts';
import { reportOf } from '../report.ts';
import { tryHistories } from './random-histories.ts';

/** Histories of a test run are shorter than those of `npm run simulate`. */
const ROTATIONS = 2;

/**
 * Runs random histories. Fails with the broken promise, what happened before, and the command that runs the history
 * again.
 * @param shard decides which they are: every number has others
 */
export async function expectPromisesKept(shard: number, runs: number): Promise<void> {
  const plan = { runs, seed: shard, mostRotations: ROTATIONS };
  const broken = await tryHistories(plan, await loadFunctions());
  expect(broken && [...broken.violations.map(reportOf), broken.command].join('\n')).toBeUndefined();
}
