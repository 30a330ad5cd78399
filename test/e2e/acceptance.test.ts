import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Report } from '../../cli/acceptance/report.ts';
import type { SandboxState } from '../../sandbox/console/state.ts';
import { withoutProgress } from '../support/programs/cli.ts';
import { startedSandbox, type StartedProgram } from '../support/programs/started-program.ts';
import { SandboxAccount, type Standing } from '../support/sandbox-account.ts';
import { recordOutput, recordSecret } from '../support/secret-watch.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const CLIENT_SECRET = 'the-acceptance-client-secret';

/** What today's sandbox cannot be asked; on AWS each of them is. */
const NOT_THERE = [
  'dashboard-searches',
  'failed-invocations',
  'no-call-denied',
  'policies-valid',
  'sign-by-nobody-else',
  'vend-by-the-other-alias',
];

const folder = mkdtempSync(join(tmpdir(), 'click2mail-accept-'));
const secretFile = join(folder, 'secret.txt');

let program: StartedProgram;
let account: SandboxAccount;
let place: { readonly endpoint: string; readonly api: string; readonly console: string };

beforeAll(async () => {
  writeFileSync(secretFile, `${CLIENT_SECRET}\n`);
  recordSecret(CLIENT_SECRET);
  program = await startedSandbox('--register', `c2m_accepted:${CLIENT_SECRET}`);
  const address = (title: string) => new RegExp(`^${title} .* (http:\\S+?)/?$`, 'm').exec(program.output)?.[1] ?? '';
  place = { endpoint: address('AWS'), api: address('Click2Mail'), console: address('Console') };
  account = new SandboxAccount(place.endpoint);
  // What stands beside a run has nothing left to do that would change it when the run moves the clock.
  await fetch(`${place.console}/api/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advanceSeconds: 3 * 60 * 60 }),
  });
});

afterAll(async () => {
  account.destroy();
  await program.interrupt();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts the command as a person does in a script: no terminal is there. */
function started(words: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [join(ROOT, 'cli/accept.ts'), ...words], {
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(
    ([out, err, [exitCode]]) => {
      recordOutput(`${out}${err}`);
      return { exitCode: exitCode as number | null, out, err };
    },
  );
  return { child, ended };
}

/** The sandbox tells where its console is. */
const here = () => ['--endpoint', place.endpoint];
const withStack = () => ['--api', place.api, '--client-id', 'c2m_accepted', '--client-secret-file', secretFile];
const accept = (words: readonly string[]): Promise<Ended> => started([...here(), ...words]).ended;

const reportOf = ({ out }: Ended): Report => JSON.parse(out) as Report;
const resultsOf = (report: Report) => report.stages.flatMap(({ results }) => results);

const state = async (): Promise<SandboxState> =>
  (await (await fetch(`${place.console}/api/state`)).json()) as SandboxState;

const order = (path: string, method: string, body?: object): Promise<Response> =>
  fetch(`${place.console}${path}`, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });

/** What stands but for keys that wait for their deletion. */
const standing = async (): Promise<Standing> => account.standing();

/** Waits until a run has made something. */
async function nameOfRun(find: () => Promise<string | undefined>, ended: Promise<unknown>): Promise<string> {
  const over = ended.then(() => 'over' as const);
  for (;;) {
    const name = await find();
    if (name !== undefined) return name;
    const isOver = (await Promise.race([over, sleep(20)])) === 'over';
    if (isOver) throw new Error('The run ended before it had made anything.');
  }
}

describe('npm run accept, against a sandbox', () => {
  let before: Standing;
  let tokensBefore: SandboxState['tokens'];
  let clientsBefore: SandboxState['clients'];
  let ended: Ended;
  let report: Report;

  beforeAll(async () => {
    before = await standing();
    ({ tokens: tokensBefore, clients: clientsBefore } = await state());
    ended = await accept([...withStack(), '--replica-region', 'eu-west-1', '--yes', '--json']);
    report = reportOf(ended);
  });

  test('is accepted, with nothing but JSON on standard output', () => {
    expect(resultsOf(report).filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect(report.clean_up.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect([ended.exitCode, report.passed, report.interrupted]).toEqual([0, true, false]);
  });

  test('names what the sandbox has not, and does not count it as passed', () => {
    const notThere = resultsOf(report).filter(({ outcome }) => outcome === 'not in the sandbox');
    expect(NOT_THERE).toEqual(expect.arrayContaining(notThere.map(({ probe }) => probe)));
    expect(resultsOf(report).filter(({ outcome }) => outcome === 'not asked')).toEqual([]);
    expect(resultsOf(report).find(({ probe }) => probe === 'copies-in-sync')).toMatchObject({ outcome: 'pass' });
  });

  test('said first what it makes and what that costs', () => {
    expect(ended.err).toMatch(/makes:\n {2}stage beliefs: 3 KMS keys/);
    expect(ended.err).toMatch(/it would cost about 0\.\d\d US dollars/);
    expect(ended.err).toContain(`--clean-up ${report.run}`);
  });

  test('leaves nothing of its own but keys that wait for their deletion, and says which', async () => {
    const now = await account.everything();
    expect(now.names.filter((name) => name.includes(report.run))).toEqual([]);
    const left = report.remains.map(({ what }) => /^key ([\w-]+): its deletion is scheduled/.exec(what)?.[1]);
    expect(left).toHaveLength(5);
    expect(now.keysToBeDeleted).toEqual(expect.arrayContaining(left));
    expect(report.remains.map(({ look }) => look)).toContainEqual(
      `aws kms describe-key --key-id ${left[0]} --region us-east-1 --endpoint-url ${place.endpoint}`,
    );
  });

  test('has revoked every token that it had issued', async () => {
    const { tokens } = await state();
    const known = new Set(tokensBefore.map(({ id }) => id));
    const own = tokens.filter(({ id, kind }) => kind === 'long' && !known.has(id));
    expect(own.length).toBeGreaterThan(5);
    expect(own.filter((token) => token.state === 'live')).toEqual([]);
  });

  test('touched nothing that was there', async () => {
    expect(await standing()).toEqual(before);
    const { clients } = await state();
    expect(clients).toEqual(clientsBefore);
  });
});

test('a belief that proves wrong is told in the table and ends it with 1, and what was made is deleted all the same', async () => {
  const before = await standing();
  await order('/api/faults', 'POST', {
    kind: 'refuse',
    service: 'secretsmanager',
    operation: 'UpdateSecretVersionStage',
    status: 400,
    times: 1000,
  });
  const { exitCode, out } = await accept(['--yes']);
  await order('/api/faults', 'DELETE');
  const resultIn = (probe: string) => new RegExp(`│ ${probe} .* (\\S+) +│$`, 'm').exec(out)?.[1];
  expect(['label-forms', 'current-moves', 'sign-es256'].map(resultIn)).toEqual(['fail', 'fail', 'pass']);
  expect(out).toContain('Stage stack: skipped. It needs --api');
  expect(out).toMatch(/\d+ pass, \d+ fail\.\nNot accepted: see what failed\./);
  expect(exitCode).toBe(1);
  expect(await standing()).toEqual(before);
});

test('Ctrl-C while its stack stands deletes the stack and all else, and ends it with 1', async () => {
  const before = await standing();
  const { child, ended } = started([...here(), ...withStack(), '--yes', '--json']);
  const run = await nameOfRun(() => account.stackOfRun(), ended);
  child.kill('SIGINT');
  const result = await ended;
  expect(result.err).toContain('Interrupted: what was made is being deleted');
  expect(reportOf(result)).toMatchObject({ run, interrupted: true, passed: false });
  expect(result.exitCode).toBe(1);
  expect(await standing()).toEqual(before);
});

test('what a run left that was killed is deleted by its name', async () => {
  const before = await standing();
  const { child, ended } = started([...here(), '--yes']);
  const run = await nameOfRun(() => account.secretOfRun(), ended);
  child.kill('SIGKILL');
  await ended;
  expect(await standing()).not.toEqual(before);
  const cleaned = await accept(['--clean-up', run, '--yes']);
  expect([cleaned.exitCode, cleaned.err]).toEqual([0, expect.not.stringContaining('Error')]);
  expect(await standing()).toEqual(before);
});

test('a key that is not tagged as the run’s own is left alone, whatever it is called', async () => {
  const run = 'c2m-accept-00000000';
  const key = await account.makeKey(`alias/${run}/foreign`);
  const { exitCode, out } = await accept(['--clean-up', run, '--yes']);
  expect(out).toContain(`It has no tag c2m-accept with the value ${run}: it is left alone.`);
  expect(exitCode).toBe(1);
  expect((await standing()).keys).toContainEqual(expect.objectContaining({ KeyId: key, KeyState: 'Enabled' }));
});

describe('before it makes anything', () => {
  test('it has itself agreed to: without a terminal it wants --yes', async () => {
    const before = await account.everything();
    const { exitCode, err } = await accept([]);
    expect([exitCode, err]).toEqual([2, expect.stringContaining('say --yes')]);
    expect(await account.everything()).toEqual(before);
  });

  test.each([
    [
      'an endpoint where nobody is',
      () => ['--endpoint', 'http://127.0.0.1:9', '--sandbox', place.console],
      3,
      /^AWS at http:\/\/127\.0\.0\.1:9 cannot be reached \(ECONNREFUSED\)\. .+$/,
    ],
    [
      'an endpoint where nobody tells of a console',
      () => ['--endpoint', 'http://127.0.0.1:9'],
      3,
      /^No sandbox answers at http:\/\/127\.0\.0\.1:9, .+ --sandbox\.$/,
    ],
    [
      'a console where nobody is',
      () => ['--endpoint', place.endpoint, '--sandbox', 'http://127.0.0.1:9'],
      3,
      /^No sandbox’s console answers at http:\/\/127\.0\.0\.1:9: .+$/,
    ],
    [
      'a console of another machine',
      () => ['--endpoint', place.endpoint, '--sandbox', 'http://192.0.2.1'],
      2,
      /^The sandbox’s console http:\/\/192\.0\.2\.1 is no address of this machine\.$/,
    ],
    [
      'a sandbox’s console for AWS itself',
      () => ['--region', 'us-east-1', '--sandbox', place.console],
      2,
      /^--sandbox is for the sandbox’s AWS endpoint: .+$/,
    ],
    [
      'a name that is no run’s',
      () => [...here(), '--clean-up', 'click2mail', '--yes'],
      2,
      /^click2mail is no name of a run, .+$/,
    ],
    [
      'a file that is not there',
      () => [...here(), '--api', place.api, '--client-id', 'x', '--client-secret-file', 'no-file', '--yes'],
      2,
      /^The file no-file cannot be read\.$/,
    ],
  ] as const)('%s is refused in one line', async (_what, words, code, line) => {
    const { exitCode, err, out } = await started([...words()]).ended;
    expect([exitCode, out]).toEqual([code, '']);
    expect(withoutProgress(err).trimEnd()).toMatch(line);
  });
});
