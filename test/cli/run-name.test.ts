import { describe, expect, test } from '@jest/globals';
import { eachDeleted } from '../../cli/acceptance/clean-up/each-deleted.ts';
import { isOfRun, isRunName, newRunName } from '../../cli/acceptance/run-name.ts';
import type { Run } from '../../cli/acceptance/run.ts';

const RUN = 'c2m-accept-0123abcd';

test('every run has a name of its own, which can be a stack’s, a secret’s and a role’s', () => {
  const names = Array.from({ length: 100 }, newRunName);
  expect(new Set(names).size).toBe(100);
  for (const name of names)
    expect([isRunName(name), name]).toEqual([true, expect.stringMatching(/^[a-z][a-z0-9-]{1,40}$/)]);
});

describe('of a run is', () => {
  test.each([RUN, `${RUN}/scratch_one`, `${RUN}-vendor`])('%s', (name) => expect(isOfRun(name, RUN)).toBe(true));
});

describe('of a run is not', () => {
  test.each(['click2mail/acme', 'c2m-accept-0123abce/x', `${RUN}0/x`, `${RUN}x`, `x${RUN}`, `x/${RUN}`, ''])(
    '%j',
    (name) => expect(isOfRun(name, RUN)).toBe(false),
  );

  test.each(['', 'c2m-accept-', 'c2m', 'c2m-accept-0123ABCD'])('anything, when the run’s name is %j', (run) => {
    expect(isOfRun(`${run}/x`, run)).toBe(false);
  });
});

test('what is not of the run is never deleted, and hinders nothing else', async () => {
  const deleted: string[] = [];
  const names = [`${RUN}/one`, 'click2mail/acme', `${RUN}/two`];
  const told = await eachDeleted({ name: RUN, sandbox: undefined } as Run, 'secret', names, async (name) => {
    deleted.push(name);
    return { answer: 'deleted' };
  });
  expect(deleted).toEqual([`${RUN}/one`, `${RUN}/two`]);
  expect(told.map(({ name, outcome }) => [name, outcome])).toEqual([
    [`${RUN}/one`, 'pass'],
    ['click2mail/acme', 'fail'],
    [`${RUN}/two`, 'pass'],
  ]);
});
