import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { testAssembly } from '../../support/assembly.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** Packages under the AGPL. The list of AWS's actions that goes with them, iam-data, is under the MIT licence. */
const AGPL = /@cloud-copilot\/iam-(?!data\b)[\w-]+/;

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.m?[jt]s$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

const naming = (folders: readonly string[], pattern: RegExp) =>
  folders.flatMap(sources).filter((path) => pattern.test(readFileSync(path, 'utf8')));

test('what is deployed, and what makes it, does not name the evaluation library', () => {
  expect(naming(['functions', 'infra', 'cli'], AGPL)).toEqual([]);
});

test('no bundle has anything of it', () => {
  const folder = join(testAssembly(), 'bundles');
  const metafiles = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.meta.json'),
  );
  expect(metafiles.length).toBeGreaterThan(0);
  for (const name of metafiles) {
    const { inputs } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { inputs: Record<string, unknown> };
    expect(Object.keys(inputs).filter((path) => path.includes('@cloud-copilot'))).toEqual([]);
  }
});

test('one file of the sandbox names it', () => {
  expect(naming(['sandbox'], AGPL)).toEqual([join(ROOT, 'sandbox', 'iam', 'policy-evaluation.ts')]);
});

test('it is needed for development, and for whoever installs it to use the sandbox', () => {
  const { dependencies, devDependencies, peerDependenciesMeta } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies' | 'peerDependenciesMeta', Readonly<Record<string, unknown>>>;
  expect(peerDependenciesMeta).toEqual({ '@cloud-copilot/iam-simulate': { optional: true } });
  expect(Object.keys(dependencies).filter((name) => name.startsWith('@cloud-copilot/'))).toEqual([]);
  expect(Object.keys(devDependencies)).toContain('@cloud-copilot/iam-simulate');
});
