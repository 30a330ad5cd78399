import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LoopbackServer, serveLoopback } from '../../sandbox/loopback-server.ts';
import { assemblyOf } from '../support/assembly.ts';
import { cli, cliProcess, withoutProgress } from '../support/programs/cli.ts';
import { recordSecret } from '../support/secret-watch.ts';
import { type TestClient, TestSandbox } from '../support/test-sandbox.ts';

const ROOT = join(import.meta.dirname, '../..');

let running: TestSandbox;
const client = (name: string): TestClient => running.client(name);

beforeAll(async () => {
  running = await TestSandbox.start(assemblyOf('acme'));
  await client('acme').issueFirstToken();
});
afterAll(() => running.stop());

/** Somebody else than AWS, who answers everything alike. */
const strangers: LoopbackServer[] = [];
const stranger = async (status: number, type: string, body: string): Promise<string> => {
  const contentTypes = ['application/x-www-form-urlencoded'];
  const answer = { status, headers: { 'content-type': type }, body };
  const server = await serveLoopback({ port: 0, contentTypes, signedMayHaveAnyType: true, handle: async () => answer });
  strangers.push(server);
  return server.origin;
};
afterAll(() => Promise.all(strangers.map((server) => server.close())));

interface Failing {
  readonly what: string;
  readonly words: string | (() => Promise<string>);
  readonly exitCode: number;
  readonly code: string;
  readonly message: RegExp;
  readonly cure: RegExp | null;
}

const HELP = /^npm run tokens -- --help$/;
const ENDPOINT = /^Correct the endpoint, or start the sandbox with npm start\.$/;

const FAILING: readonly Failing[] = [
  {
    what: 'an unknown command',
    words: 'frobnicate',
    exitCode: 2,
    code: 'WRONG_USAGE',
    message: /unknown command 'frobnicate'/,
    cure: HELP,
  },
  {
    what: 'an unknown option',
    words: 'status --colour',
    exitCode: 2,
    code: 'WRONG_USAGE',
    message: /unknown option '--colour'/,
    cure: HELP,
  },
  {
    what: 'a client that is missing',
    words: 'rotate',
    exitCode: 2,
    code: 'WRONG_USAGE',
    message: /missing required argument 'client'/,
    cure: HELP,
  },
  {
    what: 'a client that is not there',
    words: 'rotate nobody',
    exitCode: 2,
    code: 'WRONG_USAGE',
    message: /There is no client nobody\. There are: acme/,
    cure: null,
  },
  {
    what: 'a stack that is not there',
    words: 'status --stack Nothing',
    exitCode: 2,
    code: 'WRONG_USAGE',
    message: /There is no stack Nothing/,
    cure: null,
  },
  {
    what: 'an endpoint that is no address',
    words: 'status --endpoint somewhere',
    exitCode: 2,
    code: 'WRONG_USAGE',
    message: /^The endpoint somewhere is no address/,
    cure: null,
  },
  {
    what: 'an address where nobody is',
    words: 'status --endpoint http://127.0.0.1:9',
    exitCode: 3,
    code: 'UNREACHABLE',
    message: /^AWS at http:\/\/127\.0\.0\.1:9 cannot be reached \(ECONNREFUSED\)\./,
    cure: ENDPOINT,
  },
  ...(
    [
      ['a page that is not there', 404, 'text/html', '<html>Not\nhere</html>'],
      ['a page', 200, 'text/html', '<html>Well\ncome</html>'],
      ['JSON', 404, 'application/json', '{"message":"There is no POST /."}'],
      ['nothing', 502, 'text/plain', ''],
    ] as const
  ).map(([what, status, type, body]) => ({
    what: `an address that answers with ${what}`,
    words: async () => `status --endpoint ${await stranger(status, type, body)}`,
    exitCode: 3,
    code: 'NOT_AWS',
    message: /^What answers at http:\/\/127\.0\.0\.1:\d+ is not AWS\./,
    cure: ENDPOINT,
  })),
  {
    what: 'a scope that the consumer does not have',
    words: 'vend mail-merge --scope templates:read',
    exitCode: 1,
    code: 'SCOPE_NOT_ALLOWED',
    message: /^mail-merge is not vended templates:read: .* The consumer may ask for jobs:submit\.$/m,
    cure: null,
  },
  {
    what: 'a scope that is none',
    words: 'vend mail-merge --scope nope',
    exitCode: 1,
    code: 'INVALID_VEND_REQUEST',
    message: /^mail-merge is not vended nope: .* The consumer may ask for jobs:submit\.$/m,
    cure: null,
  },
  {
    what: 'a client that is still used',
    words: 'retire acme --yes',
    exitCode: 1,
    code: 'STILL_USED',
    message: /^acme is still used by the consumer mail-merge, /m,
    cure: /^npm run synth && curl -sf /,
  },
];

describe('exit codes and errors', () => {
  test.each(FAILING)('$what', async ({ words, exitCode, code, message, cure }) => {
    const typed = typeof words === 'string' ? words : await words();
    const person = await cli(running.sandbox, typed);
    expect(person.err).toMatch(message);
    expect(`${person.err}${person.out}`).not.toMatch(/^\s+at /m);
    expect(person.exitCode).toBe(exitCode);

    const machine = await cli(running.sandbox, `${typed} --json`);
    expect(JSON.parse(machine.out)).toEqual({
      error: { code, message: expect.any(String), cure: cure === null ? null : expect.stringMatching(cure) },
    });
    expect(machine.out).not.toContain('error: ');
    expect(machine.err).toMatch(message);
    expect(machine.exitCode).toBe(exitCode);
  });

  test.each(FAILING.filter(({ code }) => ['UNREACHABLE', 'NOT_AWS'].includes(code)))(
    '$what is told in one line',
    async ({ words }) => {
      const { err } = await cli(running.sandbox, typeof words === 'string' ? words : await words());
      expect(err.split('\n')).toHaveLength(1);
    },
  );

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
  ])('%s --help has an example, and -h is the same', async (words) => {
    const [long, short] = await Promise.all(
      ['--help', '-h'].map((help) => cli(running.sandbox, `${words} ${help}`.trim())),
    );
    expect(long?.out).toMatch(/Examples?:\n +.*npm run (--silent )?tokens -- /);
    expect(long?.exitCode).toBe(0);
    expect(short).toEqual(long);
  });

  test('--version is the project’s', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(await cli(running.sandbox, '--version')).toEqual({ exitCode: 0, out: version, err: '' });
  });

  test('a command that is shown works in the same place', async () => {
    await client('acme').administrate('CancelRotateSecret', {});
    const { out } = await cli(running.sandbox, `status --region us-east-1 --endpoint ${running.sandbox.awsEndpoint}`);
    expect(out).toContain(`resume acme --region us-east-1 --endpoint ${running.sandbox.awsEndpoint}`);
    expect((await cli(running.sandbox, 'resume acme')).exitCode).toBe(0);
  });
});

test('whoever stops reading hears nothing more, and the command comes to its end', async () => {
  const before = client('acme').rotations.length;
  const command = `"${process.execPath}" cli/tokens.ts rotate acme; echo "ended with $?" >&2`;
  const shell = spawn('bash', ['-c', `{ ${command}; } | true`], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], AWS_ENDPOINT_URL: running.sandbox.awsEndpoint },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  expect(withoutProgress(await text(shell.stderr))).toBe('ended with 0\n');
  expect(client('acme').rotations.length).toBe(before + 1);
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
