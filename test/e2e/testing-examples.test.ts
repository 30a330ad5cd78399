import { type ExecFileException, execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { assemblyOf, TEST_OUTPUT } from '../support/assembly.ts';
import { examplesIn, onSources } from '../support/documented-examples.ts';
import { isThere } from '../support/programs/is-there.ts';
import { recordOutput } from '../support/secret-watch.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const examples = examplesIn('docs/testing-your-app.md');

/** A reader's project: the examples under the names that they begin with, and what was synthesised. */
let project: string;

beforeAll(() => {
  const cdkOut = assemblyOf('acme');
  // In the project, where its packages are found.
  project = mkdtempSync(join(TEST_OUTPUT, 'testing-examples-'));
  for (const { text } of examples) {
    const name = /^(?:\/\/|#) (\S+\.(?:mjs|py))\n/.exec(text)?.[1];
    if (name !== undefined) writeFileSync(join(project, name), onSources(text));
  }
  const [python] = examplesIn('docs/vending.md').filter(({ language }) => language === 'python');
  writeFileSync(join(project, 'vended_token.py'), python?.text.replace(/^token = [^]*/m, '') ?? '');
  symlinkSync(cdkOut, join(project, 'cdk.out'));
});
afterAll(() => rmSync(project, { recursive: true }));

/** Jest tells its workers to write in colours. */
const PLAIN = { FORCE_COLOR: undefined, NO_COLOR: '1' };

/** Runs a program in the reader's project, and gives all that it writes. */
const outputOf = async (program: string, args: readonly string[], environment: object = {}): Promise<string> => {
  const env = { ...process.env, NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined, ...PLAIN, ...environment };
  const { stdout, stderr } = await promisify(execFile)(program, args, { cwd: project, env }).catch(
    (error: ExecFileException) => ({ stdout: error.stdout ?? '', stderr: error.stderr ?? error.message }),
  );
  recordOutput(`${stdout}${stderr}`);
  return `${stdout}${stderr}`;
};

const expectPassed = (output: string, pattern: RegExp) => expect(output).toMatch(pattern);

test('the example for Jest passes', async () => {
  // The sources are TypeScript; what is installed is not.
  const config = {
    rootDir: project,
    transform: {},
    extensionsToTreatAsEsm: ['.ts'],
    testMatch: ['**/*.jest.test.mjs'],
  };
  const args = [join(ROOT, 'node_modules/jest/bin/jest.js'), '--config', JSON.stringify(config)];
  const output = await outputOf(process.execPath, args, { NODE_OPTIONS: '--experimental-vm-modules' });
  expectPassed(output, /^Tests: +3 passed, 3 total$/m);
});

test('the example for node:test passes', async () => {
  const output = await outputOf(process.execPath, ['--test', '--test-reporter=spec', 'mailer.node.test.mjs']);
  expectPassed(output, /^. pass 3\n. fail 0$/m);
});

test('the example for Vitest passes', async () => {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const output = await outputOf(process.execPath, [vitest, 'run', '--root', project, 'mailer.vitest.test.mjs']);
  expectPassed(output, /Tests +3 passed \(3\)/);
});

const pytest = isThere('python3', '-c', 'import boto3, pytest') ? test : test.skip;

pytest('the example for pytest passes', async () => {
  const sandbox = [process.execPath, join(ROOT, 'sandbox/main.ts')];
  const example = examples.find(({ text }) => text.startsWith('# test_mailer.py'))?.text ?? '';
  const [before, after] = example.split('["npx", "click2mail-sandbox"]');
  writeFileSync(join(project, 'test_mailer.py'), `${before}${JSON.stringify(sandbox)}${after}`);
  const output = await outputOf('python3', ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'test_mailer.py']);
  expectPassed(output, /^3 passed/m);
});

test('the workflow pins every action by its hash', () => {
  const [workflow] = examples.filter(({ language }) => language === 'yaml');
  const actions = [...(workflow?.text.matchAll(/uses: (\S+)/g) ?? [])].map(([, action]) => action);
  expect(actions).toHaveLength(2);
  for (const action of actions) expect(action).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/);
});
