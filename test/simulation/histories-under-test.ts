import { expect } from '@jest/globals';
import { loadFunctions } from './functions-under-test.ts';
import { tryHistories } from './random-histories.ts';
import { reportOf } from './report.ts';

/** Histories of a test run are shorter than those of `npm run simulate`. */
const ROTATIONS = 2;

/** Fails with the broken promise, what happened before, and the command that runs the history again. */
export async function expectPromisesKept({
  runs,
  seed,
}: {
  readonly runs: number;
  readonly seed: number;
}): Promise<void> {
  const broken = await tryHistories({ runs, seed, mostRotations: ROTATIONS }, await loadFunctions());
  expect(broken && [...broken.violations.map(reportOf), broken.command].join('\n')).toBeUndefined();
}
