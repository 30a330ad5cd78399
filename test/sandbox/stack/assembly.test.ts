import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { readAssembly } from '../../../sandbox/stack/assembly.ts';
import { writeAssembly } from './tiny-assembly.ts';

let assembly: ReturnType<typeof writeAssembly> | undefined;
afterEach(() => assembly?.remove());

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

describe('a whole app', () => {
  const folders: string[] = [];
  const assemblyWith = (artifacts: object, templates: Readonly<Record<string, object>> = {}): string => {
    const folder = mkdtempSync(join(tmpdir(), 'whole-app-'));
    folders.push(folder);
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
    for (const [name, template] of Object.entries(templates)) {
      writeFileSync(join(folder, name), JSON.stringify(template));
    }
    return folder;
  };
  const stack = (more: object = {}) => ({ type: 'aws:cloudformation:stack', ...more });
  const named = (name: string) => ({ Description: name, Resources: {} });
  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

  test('has its stacks in the order in which they depend on each other', () => {
    const folder = assemblyWith(
      {
        A: stack({ dependencies: ['A.assets', 'C'] }),
        'A.assets': { type: 'cdk:asset-manifest' },
        B: stack(),
        C: stack(),
      },
      { 'A.template.json': named('A'), 'B.template.json': named('B'), 'C.template.json': named('C') },
    );
    expect(readAssembly(folder).map(({ name }) => name)).toEqual(['C', 'A', 'B']);
  });

  test('has the stacks of its stages, with their assets', () => {
    const folder = assemblyWith({
      Stage: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Stage' } },
    });
    mkdirSync(join(folder, 'assembly-Stage'));
    const write = (name: string, content: object) =>
      writeFileSync(join(folder, 'assembly-Stage', name), JSON.stringify(content));
    write('manifest.json', {
      artifacts: { S: stack({ properties: { stackName: 'Stage-S', templateFile: 's.json' } }) },
    });
    write('s.json', named('S'));
    write('S.assets.json', {
      files: { a: { source: { path: 'asset.a' }, destinations: { here: { objectKey: 'a.zip' } } } },
    });
    const [found] = readAssembly(folder);
    expect(found?.name).toBe('Stage-S');
    expect(found?.assetFolder('a.zip')).toBe(join(folder, 'assembly-Stage', 'asset.a'));
  });

  test('may have a stack without assets', () => {
    const [found] = readAssembly(assemblyWith({ A: stack() }, { 'A.template.json': named('A') }));
    expect(() => found?.assetFolder('a.zip')).toThrow('The assembly has no asset a.zip: synthesise it again.');
  });

  test.each([
    ['aws://111122223333/eu-west-1', '123456789012 us-east-1a eu-west-1 us-west-2'],
    ['aws://111122223333/us-east-1', '123456789012 eu-west-1a us-east-1 us-west-2'],
    ['aws://unknown-account/eu-west-1', '111122223333 us-east-1a eu-west-1 us-west-2'],
    ['aws://111122223333/unknown-region', '123456789012 eu-west-1a us-east-1 us-west-2'],
    ['aws://unknown-account/unknown-region', '111122223333 eu-west-1a us-east-1 us-west-2'],
  ])('that is for %s is moved to the sandbox’s account and region', (environment, Description) => {
    const template = { Description: '111122223333 eu-west-1a us-east-1 us-west-2', Resources: {} };
    const [found] = readAssembly(assemblyWith({ A: stack({ environment }) }, { 'A.template.json': template }));
    expect(found?.template.Description).toBe(Description);
  });
});
