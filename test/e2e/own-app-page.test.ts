import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const page = read('docs/your-own-app.md');

const blocks = (language: string): string[] =>
  [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, found, block = '']) =>
    found === language ? [block] : [],
  );

const words = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

test('the page about your own app shows lines of the app that the packed package is tried with', () => {
  const app = read('test/package/app/lib/mail-stack.ts');
  const [block = ''] = blocks('ts');
  for (const line of block.trim().split('\n')) expect(app).toContain(line.trim());
  expect(words(app)).toContain(words(block.slice(0, block.indexOf('rotation.client'))));
});

test('every command of the page is one that the trial of the package runs', () => {
  const trial = ['package', 'fresh-app', 'app/rotate'].map((name) => read(`test/package/${name}.ts`)).join('\n');
  const commands = blocks('sh').flatMap((block) => block.trim().split('\n'));
  expect(commands).toEqual([
    'npm install click2mail-token-rotation',
    'npx click2mail-tokens --help',
    'npx click2mail-tokens status',
    'npm install --save-dev @cloud-copilot/iam-simulate',
  ]);
  for (const part of [
    "'install', tarball",
    "'click2mail-tokens'",
    "click2mail-tokens', 'status'",
    '@cloud-copilot/iam-simulate@',
  ]) {
    expect(trial).toContain(part);
  }
});

test('the oldest versions that it names are those of the manifest', () => {
  const { peerDependencies, engines } = JSON.parse(read('package.json')) as {
    peerDependencies: Record<string, string>;
    engines: { node: string };
  };
  expect(page).toContain(`aws-cdk-lib ${peerDependencies['aws-cdk-lib']?.slice(1)} or newer`);
  expect(page).toContain(`constructs ${peerDependencies['constructs']?.slice(1)} or newer`);
  expect(`>=${/Node ([\d.]+) or newer/.exec(page)?.[1]}.0`).toBe(engines.node);
});
