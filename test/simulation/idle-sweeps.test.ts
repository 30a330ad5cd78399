import { expect, test } from '@jest/globals';
import { loadFunctions } from './world/functions-under-test.ts';
import { SCENARIOS } from './histories/scenarios.ts';
import { run } from './run.ts';

/** Every sweep is run, which takes its time. */
const SOME = Object.entries(SCENARIOS).filter((_, index) => index % 4 === 0);

test.each(SOME)('a sweep that is left out as idle would do nothing when %s', async (_name, history) => {
  const { mistakes } = await run(history, await loadFunctions(), { leavesOut: false });
  expect(mistakes).toEqual([]);
});
