import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { assemblyWith } from '../../support/assembly.ts';
import { TEST_SETTINGS } from '../../support/settings.ts';

const PROJECT = join(import.meta.dirname, '../../..');

let programs: string;
beforeAll(() => {
  programs = mkdtempSync(join(tmpdir(), 'click2mail-deploy-'));
  // Another CDK, which says what it was told and ends as it is told to.
  writeFileSync(join(programs, 'cdk'), '#!/bin/sh\nprintf "<%s>" "$@"\nexit "${CDK_ENDS_WITH:-0}"\n');
  chmodSync(join(programs, 'cdk'), 0o755);
});
afterAll(() => rmSync(programs, { recursive: true, force: true }));

/** What comes of a program that nobody at a terminal started. */
function outcomeOf(program: string, words: readonly string[], environment: Record<string, string> = {}) {
  const PATH = [programs, process.env['PATH']].join(delimiter);
  const { status, stdout, stderr } = spawnSync(program, words, {
    cwd: PROJECT,
    env: { ...process.env, AWS_ENDPOINT_URL: '', PATH, ...environment },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** A PATH on which there is no CDK. */
const withoutPrograms = () =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .join(delimiter);

const deploy = (words: readonly string[], environment?: Record<string, string>) =>
  outcomeOf(process.execPath, ['cli/deploy.ts', ...words], environment);

test('npm run deploy without a terminal says what to pass, before anything is synthesised', () => {
  const { status, stdout, stderr } = outcomeOf('npm', ['run', '--silent', 'deploy', '--', '-c', 'stage=prod']);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^Nobody can be asked here .*--require-approval never.*\n$/);
});

test('the CDK is told to deploy all stacks, and nothing about approval that was not said', () => {
  expect(deploy(['--require-approval', 'broadening', '-c', 'stage=prod'])).toEqual({
    status: 0,
    stdout: '<deploy><--all><--require-approval><broadening><-c><stage=prod>',
    stderr: '',
  });
});

test.each([
  ['AWS_ENDPOINT_URL', 'http://127.0.0.1:9'],
  ['AWS_ENDPOINT_URL', 'http://localhost:4566/'],
  ['AWS_ENDPOINT_URL_CLOUDFORMATION', 'http://[::1]:4566'],
])('where %s is %s nothing is deployed, and it is said what to type instead', (name, endpoint) => {
  const words = ['Stack', '-c', 'stage=prod', '--require-approval', 'never'];
  const { status, stdout, stderr } = deploy(words, { [name]: endpoint });
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`${name} is ${endpoint}, the sandbox, and npm run deploy is for AWS. Nothing was deployed.`);
  expect(stderr).toMatch(/^ {4}npm run synth -- -c stage=prod && curl -sf \$CLICK2MAIL_CONSOLE\/api\/deploy /m);
  expect(stderr).toMatch(new RegExp(`^ {4}unset .*${name} .*AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY$`, 'm'));
});

test.each([
  [['--context=stage=prod'], ' -- -c stage=prod'],
  [['-c=stage=prod'], ' -- -c stage=prod'],
  [['--c', 'stage=prod'], ' -- -c stage=prod'],
  [['-yc', 'stage=prod'], ' -- -c stage=prod'],
  // The CDK goes by the last one.
  [['-c', 'stage=test', '-c', 'stage=prod'], ' -- -c stage=prod'],
  [['-t', 'stage=prod'], ''],
])('with %j the command for the sandbox is npm run synth%s', (words, options) => {
  const { stderr } = deploy(words, { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
  expect(stderr).toContain(`    npm run synth${options} && curl `);
});

test.each<[string, readonly string[], string]>([
  ['help', ['--help'], 'http://127.0.0.1:9'],
  ['a deployment by an endpoint elsewhere', ['--require-approval', 'never'], 'https://aws.example.com'],
])('%s is not kept back', (_what, words, endpoint) => {
  expect(deploy(words, { AWS_ENDPOINT_URL: endpoint })).toMatchObject({ status: 0, stderr: '' });
});

test('the project’s own CDK takes two stacks without a word about names, and looks for credentials', () => {
  const assembly = assemblyWith({ ...TEST_SETTINGS, stacks: 2 });
  const nobody = { HOME: programs, AWS_PROFILE: '', AWS_ACCESS_KEY_ID: '', AWS_EC2_METADATA_DISABLED: 'true' };
  const words = ['cli/deploy.ts', '--app', assembly, '--require-approval', 'never'];
  const { status, stderr } = outcomeOf(process.execPath, words, { PATH: withoutPrograms(), ...nobody });
  expect(stderr).toContain('Unable to resolve AWS account');
  expect(status).toBe(1);
});

test('it ends as the CDK ends', () => {
  expect(deploy(['Prod', '--require-approval', 'never'], { CDK_ENDS_WITH: '7' })).toMatchObject({ status: 7 });
});

test('the project’s own CDK is found without a PATH that has it', () => {
  const { status, stdout } = outcomeOf(process.execPath, ['cli/deploy.ts', '--help'], { PATH: withoutPrograms() });
  expect([status, stdout.split('\n')[0]]).toEqual([0, 'cdk deploy [STACKS..]']);
});
