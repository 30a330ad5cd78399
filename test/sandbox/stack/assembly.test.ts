import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { readAssembly } from '../../../sandbox/stack/assembly.ts';
import { writeAssembly } from './tiny-assembly.ts';

let assembly: ReturnType<typeof writeAssembly>;
afterEach(() => assembly.remove());

test('an assembly’s stacks are read by their names, with their templates; other artifacts are no stacks', () => {
  const template = { Resources: { Key: { Type: 'AWS::KMS::Key' } } };
  assembly = writeAssembly({ template, stackName: 'Mine' });
  expect(readAssembly(assembly.folder)).toEqual([{ name: 'Mine', template, assetFolder: expect.any(Function) }]);
});

test('an asset’s folder is found by its object key', () => {
  assembly = writeAssembly({ template: {}, assets: { abc: { 'index.mjs': '' }, def: {} } });
  const [stack] = readAssembly(assembly.folder);
  expect(stack?.assetFolder('def.zip')).toBe(join(assembly.folder, 'asset.def'));
  expect(() => stack?.assetFolder('xyz.zip')).toThrow(
    new Error('The assembly has no asset xyz.zip: synthesise it again.'),
  );
});

test('a folder that holds no assembly is refused with the name of what is missing', () => {
  assembly = writeAssembly({ template: {} });
  const empty = mkdtempSync(join(tmpdir(), 'no-assembly-'));
  expect(() => readAssembly(empty)).toThrow(/manifest\.json/);
  rmSync(empty, { recursive: true });
});
