import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { assemblyOf } from '../support/assembly.ts';
import { examplesIn, onSources } from '../support/documented-examples.ts';
import { AWS_CLI, hasAwsCli } from '../support/programs/aws-cli.ts';
import { isThere } from '../support/programs/is-there.ts';
import { recordOutput } from '../support/secret-watch.ts';
import { TestSandbox } from '../support/test-sandbox.ts';
import { jobStatus, vendorName } from '../support/vend-consumer.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

/** The one example in this language. */
const example = (language: string): string => {
  const [found, another] = examplesIn('docs/vending.md').filter((one) => one.language === language);
  if (found === undefined || another !== undefined)
    throw new Error(`docs/vending.md has not one example in ${language}.`);
  return onSources(found.text);
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

test('the example that keeps its token has one that the API accepts', async () => {
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module-typescript', '-e', example('ts')];
  expect(await outputOf(process.execPath, args)).toBe('200\n');
});

test('the example that keeps its token says of an outage that it passes', async () => {
  running.sandbox.faults.order({ kind: 'refuse', service: 'lambda', status: 500, times: 9 });
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module-typescript', '-e', example('ts')];
  expect(await outputOf(process.execPath, args)).toMatch(/^Try again later: ServiceException: /);
  running.sandbox.faults.clear();
});

test('the example that reads the secret itself gets a token that the API accepts', async () => {
  await expectToken((await outputOf(process.execPath, ['--input-type=module', '-e', example('mjs')])).trim());
});

const expectLines = (lines: readonly string[], expected: readonly string[]) => expect(lines).toEqual(expected);

const python = isThere('python3', '-c', 'import boto3') ? test : test.skip;

python('the example for Python gets a token that the API accepts', async () => {
  await expectToken((await outputOf('python3', ['-c', example('python')])).trim());
});

python('the class for Python has a refused token replaced, and tells what passes', async () => {
  running.sandbox.clock.jump(120);
  const use = `
first = token()
second = token(instead_of=first)
print(first != second, token() == second, token(instead_of=first) == second)
for alias in ["nobody", "letters"]:
    try:
        VendedToken(os.environ["VENDOR"], alias)()
    except TokenNotVended as error:
        print(error.code, error.is_retryable)
`;
  running.sandbox.faults.order({ kind: 'refuse', service: 'click2mail', status: 503, nth: 2, times: 99 });
  const [, ...lines] = (await outputOf('python3', ['-c', `${example('python')}${use}`])).trim().split('\n');
  running.sandbox.faults.clear();
  expectLines(lines, ['True True True', 'ResourceNotFoundException False', 'TokenApiUnavailable True']);
});

const shell = hasAwsCli() ? test : test.skip;

shell('the example for the shell gets a token that the API accepts', async () => {
  // What Node connects a program to is a socket, which cannot be opened by name: only a pipe of the shell's can.
  const command = `${example('sh').trim().replace(/^aws /, `${AWS_CLI} `)} | cat`;
  // The token's JSON comes first, then what the command says of the invocation.
  const token = /"access_token":"([^"]+)"/.exec(await outputOf('bash', ['-c', command]))?.[1];
  await expectToken(token ?? '');
});
