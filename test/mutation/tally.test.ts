import { expect, test } from '@jest/globals';
import type { Equivalent } from './equivalent.ts';
import { described, isEnough, tableOf, tallyOf, type TriedMutant } from './tally.ts';

const mutant = (file: string, isKilled: boolean, replacement = 'false'): TriedMutant => ({
  file,
  lineNumber: 7,
  line: 'if (isDue) revoke();',
  original: 'isDue',
  replacement,
  isKilled,
});
const many = (count: number, file: string): TriedMutant[] => Array.from({ length: count }, () => mutant(file, true));

const SAME: Equivalent = {
  file: 'b.ts',
  line: 'if (isDue) revoke();',
  original: 'isDue',
  replacement: 'true',
  why: 'it is always due',
};

test('the killed are counted for each file and for all, and a share is never rounded up', () => {
  const tally = tallyOf([...many(1999, 'a.ts'), mutant('b.ts', true), mutant('b.ts', false)], []);
  expect(tableOf(tally).split('\n').slice(2)).toEqual([
    '| a.ts | 1999 / 1999 | 100.0 |',
    '| b.ts | 1 / 2 | 50.0 |',
    '| all | 2000 / 2001 | 99.9 |',
  ]);
});

test('a survivor that nothing explains is too much, however many are killed', () => {
  const tally = tallyOf([...many(99, 'a.ts'), mutant('b.ts', false)], []);
  expect(tally.unexplained.map(described)).toEqual(['b.ts:7\n- isDue\n+ false']);
  expect(isEnough(tally)).toBe(false);
});

test.each([
  [9, true],
  [8, false],
])('with %i killed of ten, and the others explained, it is enough: %s', (killed, enough) => {
  const alive = Array.from({ length: 10 - killed }, () => mutant('b.ts', false, 'true'));
  const tally = tallyOf([...many(killed, 'a.ts'), ...alive], [SAME]);
  expect(tally).toMatchObject({ killed, total: 10, unexplained: [], outdated: [] });
  expect(isEnough(tally)).toBe(enough);
});

test.each([
  ['was killed', [mutant('b.ts', true, 'true')]],
  ['is in another file', [mutant('a.ts', false, 'true')]],
  ['has another text', [mutant('b.ts', false)]],
])('an explanation of a mutant that %s is outdated', (_what, mutants) => {
  const tally = tallyOf([...many(99, 'a.ts'), ...mutants], [SAME]);
  expect(tally.outdated).toEqual([SAME]);
  expect(isEnough(tally)).toBe(false);
});
