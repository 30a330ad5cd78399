import { expect, test } from '@jest/globals';
import { physicalName } from '../../../sandbox/stack/physical-name.ts';

const nameOf = (logicalId: string, stackName = 'Stack', longest?: number) =>
  physicalName({ logicalId, stackName, properties: {}, assetFolder: () => '' }, longest);

test('a physical name is the same in every sandbox', () => {
  expect(nameOf('Function')).toBe(nameOf('Function'));
  expect(nameOf('Function')).toMatch(/^Stack-Function-[0-9A-F]{12}$/);
});

test('two resources have two names, also where only the end of a long id tells them apart', () => {
  const long = 'A'.repeat(100);
  const names = [nameOf('A'), nameOf('B'), nameOf('A', 'Other'), nameOf(`${long}1`), nameOf(`${long}2`)];
  expect(new Set(names).size).toBe(names.length);
});

test('a name is never longer than it may be', () => {
  expect(nameOf('A'.repeat(100))).toHaveLength(64);
  expect(nameOf('A'.repeat(600), 'Stack', 512)).toHaveLength(512);
});
