import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { assemblyOf } from '../support/assembly.ts';
import { AWS_CLI, hasAwsCli } from '../support/programs/aws-cli.ts';
import { recordOutput } from '../support/secret-watch.ts';
import { TestSandbox } from '../support/test-sandbox.ts';
import { jobStatus, vendorName } from '../support/vend-consumer.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PAGE = readFileSync(join(ROOT, 'docs', 'vending.md'), 'utf8');

const run = promisify(execFile);

/** The one example in this language. */
const example = (language: string): string => {
  const [found, another] = [...PAGE.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter(([, name]) => name === language);
  if (found === undefined || another !== undefined)
    throw new Error(`docs/vending.md has not one example in ${language}.`);
  return found[2] ?? '';
};

const isThere = (program: string, ...args: string[]): boolean => {
  if (spawnSync(program, args).status === 0) return true;
  process.stderr.write(`${program} ${args.join(' ')} does not work here: its example is skipped.\n`);
  return false;
};

let running: TestSandbox;

beforeAll(async () => {
  running = await TestSandbox.start(assemblyOf('acme'));
  await running.client('acme').issueFirstToken();
});

afterAll(() => running.stop());

/** Runs an example as the account's administrator, in a process of its own. */
const outputOf = async (program: string, args: readonly string[]): Promise<string> => {
  const { stdout, stderr } = await run(program, args, {
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      VENDOR: vendorName(running),
      TOKEN_SECRET: 'click2mail/acme',
      CLICK2MAIL_API: running.sandbox.apiBaseUrl,
      AWS_ENDPOINT_URL: running.sandbox.awsEndpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
    },
  });
  recordOutput(stderr);
  return stdout;
};

const expectToken = async (token: string) => {
  expect(token).toMatch(/^ey/);
  expect(await jobStatus(running, token)).toBe(200);
};

test('the example for Node gets a token that the API accepts', async () => {
  await expectToken((await outputOf(process.execPath, ['--input-type=module', '-e', example('js')])).trim());
});

test('the example that reads the secret itself gets a token that the API accepts', async () => {
  await expectToken((await outputOf(process.execPath, ['--input-type=module', '-e', example('mjs')])).trim());
});

const python = isThere('python3', '-c', 'import boto3') ? test : test.skip;

python('the example for Python gets a token that the API accepts', async () => {
  await expectToken((await outputOf('python3', ['-c', example('python')])).trim());
});

const shell = hasAwsCli() ? test : test.skip;

shell('the example for the shell gets a token that the API accepts', async () => {
  // What Node connects a program to is a socket, which cannot be opened by name: only a pipe of the shell's can.
  const command = `${example('sh').trim().replace(/^aws /, `${AWS_CLI} `)} | cat`;
  // The token's JSON comes first, then what the command says of the invocation.
  const token = /"access_token":"([^"]+)"/.exec(await outputOf('bash', ['-c', command]))?.[1];
  await expectToken(token ?? '');
});
