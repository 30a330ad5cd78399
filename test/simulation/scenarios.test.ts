import { expect, test } from '@jest/globals';
import { loadFunctions } from './world/functions-under-test.ts';
import { SCENARIOS } from './histories/scenarios.ts';
import { reportOf } from './report.ts';
import { run } from './run.ts';

test.each(Object.entries(SCENARIOS))('no promise is broken when %s', async (_name, history) => {
  const { violations } = await run(history, await loadFunctions());
  expect(violations.map(reportOf)).toEqual([]);
});
