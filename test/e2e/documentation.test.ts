import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AWS_CLI, hasAwsCli } from '../support/programs/aws-cli.ts';
import { publishedBy, startedSandbox, type StartedProgram } from '../support/programs/started-program.ts';
import { recordOutput } from '../support/secret-watch.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * The commands that a page shows, one a line, in their order; and those of the AWS CLI in its sentences that can be
 * typed as they stand.
 */
const commandsIn = (page: string): string[] =>
  [
    ...readFileSync(join(ROOT, page), 'utf8').matchAll(/^ *```sh\n([\s\S]*?)^ *```|`(aws \S+ \S+ --[^`<…]+)`/gm),
  ].flatMap(([, block, inSentence = '']) =>
    (block ?? inSentence)
      .split('\n')
      .map((line) => line.replace(/ {2,}#.*$/, '').trim())
      .filter((line) => line !== ''),
  );

/** These need an account, the whole suite, a terminal, or hours; the CI script and other tests run what can be run. */
const NOT_RUN_HERE =
  /^((TEST_START=\S+ )?npm (start|test|run (synth|deploy|check|format:fix|bench|simulate|mutation|soak|test:long))|bash \.ci\/run)/;

const expectLinks = (page: string): void => {
  const links = [...readFileSync(join(ROOT, page), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)\)/g)];
  const base = join(ROOT, page, '..');
  for (const [, link = ''] of links) expect(spawnSync('test', ['-e', join(base, link)]).status).toBe(0);
};

const isCliThere = hasAwsCli();

let program: StartedProgram;
/** What the sandbox publishes, by the names that the pages use. */
let published: Record<string, string>;
let rule: string;

beforeAll(async () => {
  program = await startedSandbox();
  published = publishedBy(program.output);
  if (!isCliThere) return;
  rule = run(`aws events list-rules --query Rules[].Name --output text`).output.trim();
});

afterAll(() => program.interrupt());

const scriptNamedIn = (command: string): string => {
  const name = /^(?:[A-Z_]+=\S+ )?npm (?:run )?([\w:]+)/.exec(command)?.[1];
  if (name === undefined) return existsSync(join(ROOT, command.split(' ').at(-1) ?? '')) ? 'exists' : 'is missing';
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  return Object.hasOwn(scripts, name) ? 'exists' : 'is missing';
};

/** Runs a command as it stands, in a shell that knows what the sandbox publishes. */
const run = (command: string): { status: number | null; output: string } => {
  const here = command
    // Its usual port: the one address that has to be known before the others.
    .replace('http://127.0.0.1:4566', '$AWS_ENDPOINT_URL')
    // What Node connects a program to is a socket, which cannot be opened by name: only a pipe of the shell's can.
    .replace(/\/dev\/stdout$/, '/dev/stdout | cat')
    .replace('npm run invoke --', 'node cli/invoke.ts')
    .replace('npm run tokens --', 'node cli/tokens.ts')
    // The runbook is for AWS, too, and the CLI that is here may not know AWS_ENDPOINT_URL.
    .replace(/^aws (--endpoint-url "\$AWS_ENDPOINT_URL" )?/, `${AWS_CLI} --endpoint-url "$AWS_ENDPOINT_URL" `);
  const { status, stdout, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', here], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...published,
      RULE: rule,
    },
    encoding: 'utf8',
  });
  // A command that reads a token prints it because it was asked to.
  if (!/get-secret-value|lambda invoke|tokens -- vend/.test(command)) recordOutput(`${stdout}${stderr}`);
  return { status, output: `${stdout}${stderr}` };
};

describe.each([
  'README.md',
  'docs/sandbox.md',
  'docs/cli.md',
  'docs/beliefs.md',
  'CONTRIBUTING.md',
  'docs/operations.md',
  'docs/performance.md',
  'docs/reliability.md',
])('%s', (page) => {
  // The runbook has the same first look in many places.
  const commands = [...new Set(commandsIn(page))];

  test('shows commands', () => {
    expect(commands).not.toEqual([]);
  });

  test.each(commands)('%s', (command) => {
    if (NOT_RUN_HERE.test(command)) {
      expect(scriptNamedIn(command)).toBe('exists');
      return;
    }
    if (command.startsWith('aws ') && !isCliThere) return;
    const { status, output } = run(command);
    expect({ status, output }).toMatchObject({ status: 0 });
  });

  test('names no address of the sandbox but the first', () => {
    const usual = /127\.0\.0\.1:(?:4010|4600)|--endpoint-url http/;
    expect(commands.filter((command) => usual.test(command))).toEqual([]);
  });

  test('links to pages that exist', () => expectLinks(page));
});

// Their examples are run by tests of their own.
test.each(['docs/vending.md', 'docs/testing-your-app.md'])('%s links to pages that exist', (page) => expectLinks(page));

describe('the tables of settings', () => {
  const keysIn = (page: string): string[] =>
    [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^\| (`[^|]*`) \|/gm)]
      .flatMap(([, cell = '']) => [...cell.matchAll(/`(?:….)?([a-z][\w.<>]*)`/g)].map(([, key = '']) => key))
      .filter((key) => !key.endsWith('.<name>'));

  test('name settings that there are', () => {
    const source = readdirSync(join(ROOT, 'infra'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(ROOT, 'infra', name), 'utf8'))
      .join('\n');
    expect(keysIn('docs/deployment.md').length).toBeGreaterThan(20);
    for (const key of keysIn('docs/deployment.md'))
      expect(source).toMatch(new RegExp(`\\b${key.split('.').at(-1)}\\b`));
  });
});
