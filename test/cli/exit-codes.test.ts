import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { assemblyOf } from '../support/assembly.ts';
import { cli, cliProcess } from '../support/programs/cli.ts';
import { recordSecret } from '../support/secret-watch.ts';
import { type TestClient, TestSandbox } from '../support/test-sandbox.ts';

let running: TestSandbox;
const client = (name: string): TestClient => running.client(name);

beforeAll(async () => {
  running = await TestSandbox.start(assemblyOf('acme'));
  await client('acme').issueFirstToken();
});
afterAll(() => running.stop());

describe('exit codes and errors', () => {
  test.each([
    ['an unknown command', 'frobnicate', 2, /unknown command/],
    ['an unknown option', 'status --colour', 2, /unknown option/],
    ['a client that is missing', 'rotate', 2, /missing required argument 'client'/],
    ['a client that is not there', 'rotate nobody', 2, /There is no client nobody\. There are: acme/],
    ['a stack that is not there', 'status --stack Nothing', 2, /There is no stack Nothing/],
    ['an endpoint that is no address', 'status --endpoint somewhere', 2, /The endpoint somewhere is no address/],
    ['an address where nobody is', 'status --endpoint http://127.0.0.1:9', 3, /cannot be reached \(ECONNREFUSED\)/],
  ])('%s', async (_what, words, code, message) => {
    const { exitCode, err, out } = await cli(running.sandbox, words);
    expect(err).toMatch(message);
    expect(`${err}${out}`).not.toMatch(/^\s+at /m);
    expect(exitCode).toBe(code);
  });

  test('somebody who is not permitted is told what is missing, and the exit code is 3', async () => {
    const { credentials, lambda } = running.sandbox;
    const { roleArn } = lambda.find(client('acme').functionName).deployed.configuration;
    const session = credentials.issue(roleArn, 'somebody');
    const { exitCode, err } = await cli(running.sandbox, 'status', { credentials: session });
    expect(err).toMatch(/AWS does not permit this: .+cloudformation:DescribeStacks/);
    expect(exitCode).toBe(3);
  });

  test.each([
    '',
    'status',
    'doctor',
    'rotate',
    'resume',
    'revoke',
    'issue',
    'vend',
    'public-key',
    'retire',
    'key prepare',
    'key check',
    'key activate',
    'key retire',
  ])('%s --help has an example', async (words) => {
    const { exitCode, out } = await cli(running.sandbox, `${words} --help`.trim());
    expect(out).toMatch(/Examples?:\n +.*npm run (--silent )?tokens -- /);
    expect(exitCode).toBe(0);
  });

  test('a command that is shown works in the same place', async () => {
    await client('acme').administrate('CancelRotateSecret', {});
    const { out } = await cli(running.sandbox, `status --region us-east-1 --endpoint ${running.sandbox.awsEndpoint}`);
    expect(out).toContain(`resume acme --region us-east-1 --endpoint ${running.sandbox.awsEndpoint}`);
    expect((await cli(running.sandbox, 'resume acme')).exitCode).toBe(0);
  });
});

test('as a program: results on standard output, without colours, and the exit code of the command', async () => {
  const [well, wrong, vended] = await Promise.all([
    cliProcess(running.sandbox, ['rotate', 'acme', '--json']),
    cliProcess(running.sandbox, ['rotate', 'nobody']),
    cliProcess(running.sandbox, ['vend', 'mail-merge']),
  ]);
  expect(well.exitCode).toBe(0);
  expect(JSON.parse(well.out)).toMatchObject({ client: 'acme', is_current: true });
  expect(wrong.exitCode).toBe(2);
  recordSecret(vended.out.trim());
  expect(vended.out).toMatch(/^\S+\n$/);
  // oxlint-disable-next-line no-control-regex -- colours are control characters
  for (const { out, err } of [well, wrong, vended]) expect(`${out}${err}`).not.toMatch(/\u001B/);
});
