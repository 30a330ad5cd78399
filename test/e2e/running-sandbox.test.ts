import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxState } from '../../sandbox/console/state.ts';
import { AWS_CLI, hasAwsCli } from '../support/programs/aws-cli.ts';
import { startedSandbox, StartedProgram } from '../support/programs/started-program.ts';
import { recordOutput, recordSecret } from '../support/secret-watch.ts';

let program: StartedProgram;
let awsEndpoint: string;
let apiBaseUrl: string;
let consoleUrl: string;

beforeAll(async () => {
  recordSecret('my-own-client-secret');
  program = await startedSandbox('--register', 'c2m_mine:my-own-client-secret');
  awsEndpoint = /^AWS .* (http:\S+)$/m.exec(program.output)?.[1] ?? '';
  apiBaseUrl = /^Click2Mail .* (http:\S+)$/m.exec(program.output)?.[1] ?? '';
  consoleUrl = /^Console .* (http:\S+)\/$/m.exec(program.output)?.[1] ?? '';
});

afterAll(async () => {
  if (program.process.exitCode === null) await program.interrupt();
});

const state = async (): Promise<SandboxState> =>
  (await (await fetch(`${consoleUrl}/api/state`)).json()) as SandboxState;

const send = (url: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

test('npm start shows the first token and what to try', () => {
  expect(program.output).toContain('AWSCURRENT');
  expect(program.output).toContain('live');
  for (const title of ['1. Read the token', '2. Rotate it', '3. Let a month pass']) {
    expect(program.output).toContain(title);
  }
  expect(program.output).not.toMatch(/warning|deprecat/i);
});

test('it is healthy, and its state holds what it shows', async () => {
  expect((await fetch(`${consoleUrl}/health`)).status).toBe(200);
  const { clients, rotations } = await state();
  expect(clients.map(({ name }) => name)).toEqual(['acme', 'globex', 'initech']);
  // The third client's first token was issued by a one-time code, not by a rotation.
  expect(rotations).toMatchObject([
    { clientName: 'acme', outcome: 'succeeded' },
    { clientName: 'globex', outcome: 'succeeded' },
  ]);
});

test('all is well when it is ready: the first sweep has run', async () => {
  const { alarms } = await state();
  expect(alarms.map(({ name }) => name)).toContainEqual(expect.stringContaining('sweep-silent'));
  expect(alarms.filter((alarm) => alarm.state === 'ALARM')).toEqual([]);
});

test('a client registered on the command line can issue and use tokens with its own secret', async () => {
  const issued = await send(
    `${apiBaseUrl}/auth/tokens/long`,
    { grant_type: 'client_credentials', client_id: 'c2m_mine', client_secret: 'my-own-client-secret' },
    { 'x-client-id': 'c2m_mine' },
  );
  expect(issued.status).toBe(201);
  const { access_token: long } = (await issued.json()) as { access_token: string };
  recordSecret(long);
  const exchanged = await send(`${apiBaseUrl}/auth/tokens/short`, {}, { authorization: `Bearer ${long}` });
  const { access_token: short } = (await exchanged.json()) as { access_token: string };
  recordSecret(short);
  const job = await send(`${apiBaseUrl}/jobs/single-doc-job-template`, {}, { authorization: `Bearer ${short}` });
  expect(job.status).toBe(200);
});

test('a one-time code from the console issues a token', async () => {
  const { otpCode } = (await (await send(`${consoleUrl}/api/otp`, { clientId: 'c2m_mine' })).json()) as {
    otpCode: string;
  };
  recordSecret(otpCode);
  const issued = await send(
    `${apiBaseUrl}/auth/tokens/long`,
    { grant_type: 'client_credentials', client_id: 'c2m_mine', otp_code: otpCode },
    { 'x-client-id': 'c2m_mine' },
  );
  expect(issued.status).toBe(201);
});

test('what it prints for a shell, and what it answers for its eval, is the same, and a shell takes it', async () => {
  const lines = await (await fetch(`${awsEndpoint}/sandbox/environment`)).text();
  expect(program.output).toContain(lines.trimEnd().replaceAll(/^/gm, '     '));
  const command = `export AWS_PROFILE=mine; eval "$(curl -s ${awsEndpoint}/sandbox/environment)"; env`;
  const { stdout } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
  const environment = new Map(stdout.split('\n').map((line) => [line.split('=')[0], line.split('=')[1]]));
  expect(Object.fromEntries(environment)).toMatchObject({
    AWS_ENDPOINT_URL: awsEndpoint,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    CLICK2MAIL_API: apiBaseUrl,
    CLICK2MAIL_CONSOLE: consoleUrl,
    STACK: 'Click2MailTokenRotation',
    VENDOR: expect.stringMatching(/^Click2MailTokenRotation-ShortTermTokenVendor/),
  });
  expect(environment.has('AWS_PROFILE')).toBe(false);
  const addresses = (await (await fetch(`${awsEndpoint}/sandbox`)).json()) as object;
  expect(addresses).toEqual({ aws: awsEndpoint, api: apiBaseUrl, console: consoleUrl });
});

describe('npm run invoke', () => {
  test('runs an event of events/ against the running sandbox', async () => {
    const invoking = new StartedProgram('cli/invoke.ts', [
      'rotate-by-assertion',
      'events/rotate-by-assertion/set-secret.json',
      '--endpoint',
      awsEndpoint,
    ]);
    expect(await invoking.exit()).toBe(0);
    expect(invoking.output).toMatch(/function:\S+\nnull\n/);
  });

  test('shows the error of a bad event, and ends with 1', async () => {
    const invoking = new StartedProgram('cli/invoke.ts', [
      'rotate-by-assertion',
      'events/rotate-by-assertion/missing-step.json',
      '--endpoint',
      awsEndpoint,
    ]);
    expect(await invoking.exit()).toBe(1);
    expect(invoking.output).toContain('InvalidRotationEvent');
  });

  test('says what to do when no sandbox runs', async () => {
    const invoking = new StartedProgram('cli/invoke.ts', [
      'rotate-by-assertion',
      'events/rotate-by-assertion/set-secret.json',
      '--endpoint',
      'http://127.0.0.1:9',
    ]);
    expect(await invoking.exit()).toBe(2);
    expect(invoking.output).toContain('npm start');
  });
});

(hasAwsCli() ? describe : describe.skip)('the AWS CLI', () => {
  const home = mkdtempSync(join(tmpdir(), 'click2mail-aws-home-'));

  const aws = (...args: string[]): { status: number | null; output: string } => {
    const { status, stdout, stderr } = spawnSync(AWS_CLI, ['--endpoint-url', awsEndpoint, ...args], {
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_EC2_METADATA_DISABLED: 'true',
      },
      encoding: 'utf8',
    });
    return { status, output: `${stdout}${stderr}` };
  };

  test('lists and describes the secret', () => {
    expect(aws('secretsmanager', 'list-secrets', '--query', 'SecretList[].Name').output).toContain('click2mail/acme');
    const described = aws('secretsmanager', 'describe-secret', '--secret-id', 'click2mail/acme');
    expect(described.status).toBe(0);
    expect(JSON.parse(described.output)).toMatchObject({ Name: 'click2mail/acme', RotationEnabled: true });
  });

  test('rotates the secret and reads the new token, which the API accepts', async () => {
    const read = () => {
      const { output } = aws('secretsmanager', 'get-secret-value', '--secret-id', 'click2mail/acme');
      const { SecretString } = JSON.parse(output) as { SecretString: string };
      recordSecret(SecretString);
      return JSON.parse(SecretString) as { access_token: string; token_id: string };
    };
    const before = read();
    expect(aws('secretsmanager', 'rotate-secret', '--secret-id', 'click2mail/acme').status).toBe(0);
    while ((await state()).rotations.some(({ endedAt }) => endedAt === null));
    const after = read();
    expect(after.token_id).not.toBe(before.token_id);
    for (const { access_token: token } of [before, after]) {
      const exchanged = await send(`${apiBaseUrl}/auth/tokens/short`, {}, { authorization: `Bearer ${token}` });
      expect(exchanged.status).toBe(201);
    }
  });

  test('fetches the public key with the command that an output names', () => {
    const { status, output } = aws('kms', 'get-public-key', '--key-id', 'alias/click2mail/acme', '--query', 'KeySpec');
    expect([status, output.trim()]).toEqual([0, '"RSA_2048"']);
  });

  test('is refused with a wrong secret key', () => {
    const { status, stderr } = spawnSync(AWS_CLI, ['--endpoint-url', awsEndpoint, 'sts', 'get-caller-identity'], {
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'wrong',
        AWS_DEFAULT_REGION: 'us-east-1',
      },
      encoding: 'utf8',
    });
    recordOutput(stderr);
    expect(status).not.toBe(0);
    expect(stderr).toContain('SignatureDoesNotMatch');
  });
});

test('a month passes by one request, and the schedule has rotated when it answers', async () => {
  const before = (await state()).rotations.length;
  const answer = await send(`${consoleUrl}/api/clock`, { advanceSeconds: 32 * 24 * 60 * 60 });
  expect(answer.status).toBe(200);
  const { rotations } = await state();
  expect(rotations.length).toBeGreaterThan(before);
  expect(rotations.at(-1)?.outcome).toBe('succeeded');
});

test('Ctrl-C ends it with 0, and none of its processes is left', async () => {
  const pid = program.process.pid ?? 0;
  const children = () =>
    spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
      .stdout.trim()
      .split('\n');
  const before = children().filter((child) => child !== '');
  expect(before.length).toBeGreaterThan(0);
  expect(await program.interrupt()).toBe(0);
  for (const child of before) expect(() => process.kill(Number(child), 0)).toThrow('ESRCH');
});
