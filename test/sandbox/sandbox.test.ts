import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Template } from '../../sandbox/stack/assembly.ts';
import { testClock } from '../support/tests-start.ts';
import { functionOf, ROLE, ROTATION, startStack, type StartedStack } from './stack/started-stack.ts';

const ASSETS = { code: { 'index.mjs': `export const handler = async () => console.log('pid ' + process.pid);` } };

const simple: Partial<Template> = {
  Resources: { Role: ROLE, Function: functionOf('code', { FunctionName: 'simple' }) },
};

/** A stack whose deployment starts a process already: it rotates at once. */
const rotating: Partial<Template> = {
  Resources: {
    Role: ROLE,
    Rotate: functionOf('code'),
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'tiny', SecretString: 'a first value' } },
    ...ROTATION,
  },
};

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const pidsIn = (lines: readonly string[]) => lines.flatMap((line) => /\bpid (\d+)/.exec(line)?.[1] ?? []).map(Number);

const isOpen = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1')
      .on('connect', () => {
        socket.destroy();
        resolve(true);
      })
      .on('error', () => resolve(false));
  });

const portOf = (url: string) => Number(new URL(url).port);

/** A port that somebody else has. @throws EADDRINUSE */
async function takePort(wanted = 0) {
  const server = createServer().listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const release = () => new Promise((resolve) => void server.close(resolve));
  return { port, release };
}

/** Not one that systems give out themselves: those are soon another test's. */
async function freePort(): Promise<number> {
  try {
    const { port, release } = await takePort(20_000 + randomInt(10_000));
    await release();
    return port;
  } catch {
    return freePort();
  }
}

/** What a test has started and this file stops, also when the test failed. */
const started: StartedStack[] = [];
async function start(...how: Parameters<typeof startStack>): Promise<StartedStack> {
  const stack = await startStack(...how);
  started.push(stack);
  return stack;
}
afterEach(async () => {
  for (const { stop } of started.splice(0)) await stop();
});

describe('the ports of a sandbox', () => {
  test('are those that were asked for, or any free ones', async () => {
    const aws = await freePort();
    const { sandbox } = await start({ template: {} }, { ports: { aws } });
    expect(sandbox.awsEndpoint).toBe(`http://127.0.0.1:${aws}`);
    const ports = [sandbox.awsEndpoint, sandbox.apiBaseUrl, sandbox.consoleUrl].map(portOf);
    expect(new Set(ports).size).toBe(3);
    expect(sandbox.apiBaseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v2$/);
  });

  test.each(['aws', 'api', 'console'] as const)(
    'that are taken, here that of %s, fail the start, and everything that was started is ended',
    async (name) => {
      const taken = await takePort();
      const ports = { aws: await freePort(), api: await freePort(), console: await freePort(), [name]: taken.port };
      const lines: string[] = [];
      const starting = start(
        { template: rotating, assets: ASSETS },
        { ports, onOutput: (_functionName, line) => void lines.push(line) },
      );
      await expect(starting).rejects.toMatchObject({ code: 'EADDRINUSE', port: taken.port });
      await taken.release();
      for (const port of Object.values(ports)) expect(await isOpen(port)).toBe(false);
      const pids = pidsIn(lines);
      // Only the console starts when the stack stands already.
      expect(pids.length > 0).toBe(name === 'console');
      for (const pid of pids) expect(isRunning(pid)).toBe(false);
    },
  );
});

describe('an assembly that cannot be stood up', () => {
  test('leaves no port open and no process running', async () => {
    const ports = { aws: await freePort(), api: await freePort(), console: await freePort() };
    const Resources = {
      ...rotating.Resources,
      Unknown: { Type: 'AWS::SQS::Queue', DependsOn: 'Schedule' },
    };
    await expect(start({ template: { Resources }, assets: ASSETS }, { ports })).rejects.toThrow('AWS::SQS::Queue');
    for (const port of Object.values(ports)) expect(await isOpen(port)).toBe(false);
  });
});

describe('a sandbox that is stopped', () => {
  test('has closed its ports, ended its processes and removed what it wrote', async () => {
    const { sandbox } = await start({ template: simple, assets: ASSETS });
    const [{ codeDirectory } = { codeDirectory: '' }] = sandbox.lambda.functions();
    await sandbox.lambda.invoke('simple', Buffer.from('{}'));
    const pids = sandbox.lambda.pids();
    expect(pids.map(isRunning)).toEqual([true]);
    const ports = [sandbox.awsEndpoint, sandbox.apiBaseUrl, sandbox.consoleUrl].map(portOf);
    expect(existsSync(codeDirectory)).toBe(true);
    await sandbox.stop();
    expect(pids.map(isRunning)).toEqual([false]);
    for (const port of ports) expect(await isOpen(port)).toBe(false);
    expect(existsSync(codeDirectory)).toBe(false);
  });

  test('can be stopped once more', async () => {
    const { sandbox } = await start({ template: {} });
    await Promise.all([sandbox.stop(), sandbox.stop()]);
    await expect(sandbox.stop()).resolves.toBeUndefined();
  });

  test('rotates nothing any more, also when a rotation was running', async () => {
    const clock = testClock();
    const { sandbox, lines } = await start({ template: rotating, assets: ASSETS }, { clock });
    const due = sandbox.secretsManager.secrets()[0]?.rotation?.nextRotationAt ?? 0;
    const advancing = clock.advance((due - clock.now()) / 1000 + 1);
    const before = lines.length;
    while (lines.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
    await sandbox.stop();
    await advancing;
    const [attempt] = sandbox.secretsManager.rotations().toReversed();
    expect(attempt).toMatchObject({ outcome: 'failed' });
    const { length } = sandbox.secretsManager.rotations();
    await clock.advance(90 * 24 * 60 * 60);
    expect(sandbox.secretsManager.rotations()).toHaveLength(length);
  });
});

const OWN_CLIENT = { clientId: 'c2m_own', clientSecret: 'a secret of my own' };

function issueLongTermToken({ apiBaseUrl }: Sandbox): Promise<Response> {
  const { clientId, clientSecret } = OWN_CLIENT;
  return fetch(`${apiBaseUrl}/auth/tokens/long`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-client-id': clientId },
    body: JSON.stringify({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }),
  });
}

test('API clients besides those of the stack can be registered, and their secrets are told', async () => {
  const { sandbox, secrets } = await start({ template: {} }, { clients: [OWN_CLIENT] });
  expect(secrets).toContain(OWN_CLIENT.clientSecret);
  expect((await issueLongTermToken(sandbox)).status).toBe(201);
});

test('the API answers as many requests a minute as it is told to', async () => {
  const { sandbox } = await start({ template: {} }, { clients: [OWN_CLIENT], requestsPerMinute: 2 });
  const statuses = [];
  for (let sent = 0; sent < 3; sent += 1) statuses.push((await issueLongTermToken(sandbox)).status);
  expect(statuses).toEqual([201, 201, 429]);
});
