import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Template } from '../../sandbox/stack/assembly.ts';
import { functionOf, ROLE, startStack, type StartedStack } from './stack/started-stack.ts';

/** Tells what a function sees of the world. */
const PROBE = `
  import net from 'node:net';
  export const handler = async () => {
    const outward = await new Promise((done) => {
      const socket = net.connect(443, '192.0.2.1').on('error', ({ code }) => done(code));
      setTimeout(() => { socket.destroy(); done('no answer'); }, 2000);
    });
    return { environment: process.env, now: Date.now(), outward };
  };`;

const SETTINGS = {
  clients: {
    acme: { clientId: 'c2m_acme', apiBaseUrl: 'https://api.click2mail.com/v2', scopes: ['jobs:submit'] },
    other: { clientId: 'c2m_other', apiBaseUrl: 'https://other.example/v2', scopes: ['templates:read'] },
  },
};

const ASSETS = {
  probe: { 'index.mjs': PROBE, 'settings.json': JSON.stringify(SETTINGS) },
  plain: { 'index.mjs': PROBE },
};

const template: Partial<Template> = {
  Resources: {
    Role: ROLE,
    Probe: functionOf('probe', {
      FunctionName: 'probe',
      Environment: { Variables: { OWN: 'value', URL: 'https://x' } },
    }),
    Twin: functionOf('probe', { FunctionName: 'twin' }),
    Plain: functionOf('plain', { FunctionName: 'plain' }),
  },
};

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
  let stack: StartedStack;
  const seenBy = async (functionName: string) => {
    const { payload } = await stack.sandbox.lambda.invoke(functionName, Buffer.from('{}'));
    return JSON.parse(payload.toString()) as Seen;
  };

  beforeAll(async () => {
    Object.assign(process.env, foreign);
    stack = await startStack({ template, assets: ASSETS });
  });
  afterAll(async () => {
    for (const name of Object.keys(foreign)) delete process.env[name];
    Object.assign(process.env, before);
    await stack.stop();
  });

  const folderOf = (name: string) =>
    stack.sandbox.lambda.functions().find(({ functionName }) => functionName === name)?.codeDirectory ?? '';
  const contentOf = (functionName: string, file: string) => readFileSync(join(folderOf(functionName), file), 'utf8');

  test('runs the bundle that would be deployed, with the API’s base URL changed and nothing else', () => {
    expect(readdirSync(folderOf('probe')).toSorted()).toEqual(['index.mjs', 'settings.json']);
    expect(contentOf('probe', 'index.mjs')).toBe(PROBE);
    const { apiBaseUrl } = stack.sandbox;
    const { acme, other } = SETTINGS.clients;
    expect(JSON.parse(contentOf('probe', 'settings.json'))).toEqual({
      clients: { acme: { ...acme, apiBaseUrl }, other: { ...other, apiBaseUrl } },
    });
    expect(folderOf('twin')).toBe(folderOf('probe'));
    expect(readdirSync(folderOf('plain'))).toEqual(['index.mjs']);
  });

  test('has the variables that the template gives it, and no other of its own', () => {
    const environments = stack.sandbox.lambda.functions().map(({ environment }) => environment);
    expect(environments).toEqual([{ OWN: 'value', URL: 'https://x' }, {}, {}]);
  });

  test('has nothing of the machine’s AWS, proxy and Node settings, and the credentials of its role', async () => {
    const { environment } = await seenBy('probe');
    for (const [name, value] of Object.entries(foreign)) expect(environment[name]).not.toBe(value);
    expect(Object.keys(environment).filter((name) => /proxy|^node_/i.test(name))).toEqual([]);
    expect(environment).toMatchObject({
      AWS_ENDPOINT_URL: stack.sandbox.awsEndpoint,
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
      OWN: 'value',
    });
    const issued = stack.sandbox.credentials.find(environment['AWS_ACCESS_KEY_ID'] ?? '');
    const { roleArn } = stack.sandbox.lambda.functions()[0] ?? {};
    expect(issued?.caller).toMatchObject({ roleArn, isAdministrator: false });
    expect(stack.secrets).toContain(environment['AWS_SECRET_ACCESS_KEY']);
    expect(stack.secrets).toContain(environment['AWS_SESSION_TOKEN']);
  });

  test('sees the moved clock', async () => {
    await stack.sandbox.clock.advance(40 * 24 * 60 * 60);
    const began = stack.sandbox.clock.now();
    const { now } = await seenBy('probe');
    expect(now).toBeGreaterThanOrEqual(began - 1);
    expect(now).toBeLessThan(began + 60_000);
  });

  test('reaches nothing but this machine', async () => {
    expect((await seenBy('probe')).outward).toBe('EACCES');
  });
});
