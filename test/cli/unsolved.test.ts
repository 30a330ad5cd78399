import { expect, test } from '@jest/globals';
import { unsolved } from '../../cli/facts/unsolved.ts';

const failed = (...times: number[]) => times.map((at) => ({ at }));

test.each<[string, number[], number[], { since: number; last: { at: number } } | undefined]>([
  ['nothing that failed', [], [1], undefined],
  ['a failure that nothing came after', [1], [], { since: 1, last: { at: 1 } }],
  ['a failure that a success came before', [2], [1], { since: 2, last: { at: 2 } }],
  ['a failure that a success came after', [1], [2], undefined],
  ['a failure and a success at once', [1], [1], undefined],
  ['failures in any order', [3, 1, 2], [], { since: 1, last: { at: 3 } }],
  ['failures on both sides of a success', [1, 3, 4], [2], { since: 3, last: { at: 4 } }],
])('of %s what is left is what no later success has solved', (_what, failures, successes, left) => {
  expect(unsolved(failed(...failures), successes)).toEqual(left);
});
