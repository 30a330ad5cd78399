import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Clock } from '../../sandbox/clock.ts';
import type { Template } from '../../sandbox/stack/assembly.ts';
import { functionOf, ROLE, ROTATION, startStack, type StartedStack } from './stack/started-stack.ts';

/** Tells what a function sees of the world. */
const PROBE = `
  import net from 'node:net';
  export const handler = async () => {
    console.log('pid ' + process.pid);
    const outward = await new Promise((done) => {
      const socket = net.connect(443, '192.0.2.1').on('error', ({ code }) => done(code));
      setTimeout(() => { socket.destroy(); done('no answer'); }, 2000);
    });
    return { environment: process.env, now: Date.now(), outward };
  };`;

const ASSETS = { probe: { 'index.mjs': PROBE } };

const template: Partial<Template> = {
  Resources: {
    Role: ROLE,
    Probe: functionOf('probe', {
      FunctionName: 'probe',
      Environment: { Variables: { CLICK2MAIL_API_BASE_URL: 'https://api.click2mail.com/v2', OTHER: 'https://other' } },
    }),
    Plain: functionOf('probe', { FunctionName: 'plain', Environment: { Variables: { OWN: 'value' } } }),
  },
};

/** A stack whose deployment starts a process already: it rotates at once. */
const rotating: Partial<Template> = {
  Resources: {
    Role: ROLE,
    Rotate: functionOf('probe'),
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

/** A port that somebody else has. */
async function takePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const release = () => new Promise((resolve) => void server.close(resolve));
  return { port, release };
}

async function freePort(): Promise<number> {
  const { port, release } = await takePort();
  await release();
  return port;
}

describe('a function of the sandbox', () => {
  interface Seen {
    readonly environment: Readonly<Record<string, string>>;
    readonly now: number;
    readonly outward: string;
  }

  const foreign = {
    AWS_PROFILE: 'mine',
    AWS_SECRET_ACCESS_KEY: 'the machine’s own',
    HTTPS_PROXY: 'http://192.0.2.1:3128',
    NODE_OPTIONS: '--no-warnings',
  };
  const before = { ...process.env };
  let started: StartedStack;
  const seenBy = async (functionName: string) => {
    const { payload } = await started.sandbox.lambda.invoke(functionName, Buffer.from('{}'));
    return JSON.parse(payload.toString()) as Seen;
  };

  beforeAll(async () => {
    Object.assign(process.env, foreign);
    started = await startStack({ template, assets: ASSETS });
  });
  afterAll(async () => {
    for (const name of Object.keys(foreign)) delete process.env[name];
    Object.assign(process.env, before);
    await started.stop();
  });

  test('has its own variables, with the API’s base URL changed and nothing added', () => {
    const [probe, plain] = started.sandbox.lambda.functions();
    expect(probe?.environment).toEqual({ CLICK2MAIL_API_BASE_URL: started.sandbox.apiBaseUrl, OTHER: 'https://other' });
    expect(plain?.environment).toEqual({ OWN: 'value' });
  });

  test('has nothing of the machine’s AWS, proxy and Node settings, and the credentials of its role', async () => {
    const { environment } = await seenBy('probe');
    for (const [name, value] of Object.entries(foreign)) expect(environment[name]).not.toBe(value);
    expect(Object.keys(environment).filter((name) => /proxy|^node_/i.test(name))).toEqual([]);
    expect(environment).toMatchObject({
      AWS_ENDPOINT_URL: started.sandbox.awsEndpoint,
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
      CLICK2MAIL_API_BASE_URL: started.sandbox.apiBaseUrl,
    });
    const issued = started.sandbox.credentials.find(environment['AWS_ACCESS_KEY_ID'] ?? '');
    const { roleArn } = started.sandbox.lambda.functions()[0] ?? {};
    expect(issued?.caller).toMatchObject({ roleArn, isAdministrator: false });
    expect(started.secrets).toContain(environment['AWS_SECRET_ACCESS_KEY']);
    expect(started.secrets).toContain(environment['AWS_SESSION_TOKEN']);
  });

  test('sees the moved clock', async () => {
    await started.sandbox.clock.advance(40 * 24 * 60 * 60);
    const began = started.sandbox.clock.now();
    const { now } = await seenBy('probe');
    expect(now).toBeGreaterThanOrEqual(began - 1);
    expect(now).toBeLessThan(began + 60_000);
  });

  test('reaches nothing but this machine', async () => {
    expect((await seenBy('probe')).outward).toBe('EACCES');
  });
});

describe('the ports of a sandbox', () => {
  test('are those that were asked for, or any free ones', async () => {
    const aws = await freePort();
    const { sandbox, stop } = await startStack({ template: {} }, { ports: { aws } });
    expect(sandbox.awsEndpoint).toBe(`http://127.0.0.1:${aws}`);
    const ports = [sandbox.awsEndpoint, sandbox.apiBaseUrl, sandbox.consoleUrl].map(portOf);
    expect(new Set(ports).size).toBe(3);
    expect(sandbox.apiBaseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v2$/);
    await stop();
  });

  test.each(['aws', 'api', 'console'] as const)(
    'that are taken, here that of %s, fail the start, and everything that was started is ended',
    async (name) => {
      const taken = await takePort();
      const ports = { aws: await freePort(), api: await freePort(), console: await freePort(), [name]: taken.port };
      const lines: string[] = [];
      const starting = startStack(
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
    await expect(startStack({ template: { Resources }, assets: ASSETS }, { ports })).rejects.toThrow('AWS::SQS::Queue');
    for (const port of Object.values(ports)) expect(await isOpen(port)).toBe(false);
  });
});

describe('a sandbox that is stopped', () => {
  test('has closed its ports and ended its processes', async () => {
    const { sandbox, stop } = await startStack({ template, assets: ASSETS });
    await sandbox.lambda.invoke('plain', Buffer.from('{}'));
    const pids = sandbox.lambda.pids();
    expect(pids.map(isRunning)).toEqual([true]);
    const ports = [sandbox.awsEndpoint, sandbox.apiBaseUrl, sandbox.consoleUrl].map(portOf);
    await stop();
    expect(pids.map(isRunning)).toEqual([false]);
    for (const port of ports) expect(await isOpen(port)).toBe(false);
    await sandbox.stop();
  });

  test('rotates nothing any more, also when a rotation was running', async () => {
    const clock = new Clock();
    const { sandbox, lines, stop } = await startStack({ template: rotating, assets: ASSETS }, { clock });
    const due = sandbox.secretsManager.secrets()[0]?.rotation?.nextRotationAt ?? 0;
    const advancing = clock.advance((due - clock.now()) / 1000 + 1);
    const before = lines.length;
    while (lines.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
    await stop();
    await advancing;
    const [attempt] = sandbox.secretsManager.rotations().toReversed();
    expect(attempt).toMatchObject({ outcome: 'failed' });
    const { length } = sandbox.secretsManager.rotations();
    await clock.advance(90 * 24 * 60 * 60);
    expect(sandbox.secretsManager.rotations()).toHaveLength(length);
  });
});

test('API clients besides those of the stack can be registered, and their secrets are told', async () => {
  const own = { clientId: 'c2m_own', clientSecret: 'a secret of my own' };
  const { sandbox, secrets, stop } = await startStack({ template: {} }, { clients: [own] });
  expect(secrets).toContain(own.clientSecret);
  const { status } = await fetch(`${sandbox.apiBaseUrl}/auth/tokens/long`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-client-id': own.clientId },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: own.clientId,
      client_secret: own.clientSecret,
      otp_code: sandbox.api.oneTimeCode(own.clientId),
    }),
  });
  expect(status).toBe(201);
  await stop();
});
