import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startLambda, type StartedLambda } from './started-lambda.ts';

const secretsManagerSdk = createRequire(import.meta.url).resolve('@aws-sdk/client-secrets-manager');

let started: StartedLambda;
beforeAll(async () => {
  started = await startLambda();
});
afterAll(() => started.stop());

describe("a function's environment variables", () => {
  test('are those of Lambda and its own, and nothing of this machine', async () => {
    const foreign = {
      AWS_PROFILE: 'mine',
      HTTP_PROXY: 'http://192.0.2.1',
      NODE_OPTIONS: '--no-warnings',
      ANYTHING: '1',
    };
    Object.assign(process.env, foreign);
    started.deploy('variables', 'export const handler = async () => ({ ...process.env, cwd: process.cwd() });', {
      environment: { OWN: 'value' },
      memoryMb: 256,
      logFormat: 'JSON',
    });
    const { value } = await started.invoke<Record<string, string>>('variables');
    for (const name of Object.keys(foreign)) delete process.env[name];
    expect(value).toEqual({
      OWN: 'value',
      AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret of variables',
      AWS_SESSION_TOKEN: 'session of arn:aws:iam::123456789012:role/test',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: started.endpoint.origin,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: 'variables',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/variables',
      AWS_LAMBDA_LOG_STREAM_NAME: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
      AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      LAMBDA_TASK_ROOT: value.cwd,
      _HANDLER: 'index.handler',
      _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/),
      TZ: ':UTC',
      LANG: 'en_US.UTF-8',
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: expect.stringContaining('sandbox-lambda-'),
      cwd: expect.stringContaining('variables'),
    });
  });
});

describe("a function's clock", () => {
  test("is the sandbox's, in a warm process too", async () => {
    started.deploy(
      'clock',
      `export const handler = async (event, context) => ({
        pid: process.pid, now: Date.now(), made: new Date().getTime(), called: new Date(Date()).getTime(),
        given: new Date(0).getTime(), isDate: new Date() instanceof Date, left: context.getRemainingTimeInMillis(),
      });`,
    );
    type Times = Record<'pid' | 'now' | 'made' | 'called' | 'left', number>;
    const before = await started.invoke<Times>('clock');
    const thirtyDays = 30 * 24 * 60 * 60;
    await started.clock.advance(thirtyDays);
    const began = started.clock.now();
    const { value } = await started.invoke<Times>('clock');
    expect(value.pid).toBe(before.value.pid);
    expect(value.now - before.value.now).toBeGreaterThanOrEqual(thirtyDays * 1000);
    for (const time of [value.now, value.made, value.called + 999]) {
      expect(time).toBeGreaterThanOrEqual(began - 1);
      expect(time).toBeLessThanOrEqual(started.clock.now() + 999);
    }
    expect(value).toMatchObject({ given: 0, isDate: true });
    expect(value.left).toBeGreaterThan(5_000);
    expect(value.left).toBeLessThanOrEqual(10_000);
  });
});

describe('a connection from a function to anywhere but this machine', () => {
  const attempts = {
    'a socket': `new Promise((_, fail) => net.connect(443, '192.0.2.1').on('error', fail))`,
    'a TLS socket': `new Promise((_, fail) => tls.connect({ host: 'example.invalid', port: 443 }).on('error', fail))`,
    'an HTTP request': `new Promise((_, fail) => http.get('http://example.invalid/').on('error', fail))`,
    fetch: `fetch('https://192.0.2.1/').catch((error) => { throw error.cause; })`,
    'a local socket': `new Promise((_, fail) => net.connect('/var/run/docker.sock').on('error', fail))`,
    'a datagram': `(async () => dgram.createSocket('udp4').send('x', 53, '192.0.2.1'))()`,
    'a name look-up': `dns.promises.lookup('example.invalid')`,
    'a name look-up with a callback': `promisify(dns.lookup)('example.invalid')`,
    'a DNS query': `new dns.promises.Resolver().resolve4('example.invalid')`,
    'a DNS query with a callback': `promisify(dns.resolveTxt)('example.invalid')`,
  };

  beforeAll(() => {
    const cases = Object.entries(attempts).map(([name, attempt]) => `${JSON.stringify(name)}: () => ${attempt}`);
    started.deploy(
      'outward',
      `import dgram from 'node:dgram'; import dns from 'node:dns'; import http from 'node:http';
       import net from 'node:net'; import tls from 'node:tls'; import { promisify } from 'node:util';
       const attempts = { ${cases.join(', ')} };
       export const handler = ({ name }) =>
         attempts[name]().then(() => 'connected', ({ code, message }) => ({ code, message }));`,
    );
  });

  test.each(Object.keys(attempts))('by %s is refused at once', async (name) => {
    const { value, durationMs } = await started.invoke('outward', { name });
    expect(value).toEqual({
      code: 'EACCES',
      message: expect.stringMatching(/: the sandbox lets functions talk to 127\.0\.0\.1 only$/),
    });
    expect(durationMs).toBeLessThan(1000);
  });

  test('does not hinder one to this machine', async () => {
    started.deploy('inward', 'export const handler = async ({ url }) => (await fetch(url)).status;');
    for (const host of ['127.0.0.1', 'localhost']) {
      const url = `http://${host}:${started.endpoint.port}/inward`;
      expect((await started.invoke('inward', { url })).value).toBe(200);
    }
  });
});

describe('a call that a function makes', () => {
  const clients = {
    'node:http': `new Promise((done) => http.get(url, (response) => response.resume().on('end', done)))`,
    fetch: `fetch(url).then((response) => response.text())`,
    'the AWS SDK': `new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: 'x' }))`,
    'a client that traces by itself': `fetch(url, { headers: { 'X-Amzn-Trace-Id': process.env._X_AMZN_TRACE_ID } })`,
  };

  test.each(Object.entries(clients))('by %s carries its trace id once and is recorded', async (name, call) => {
    const functionName = name.replace(/\W/g, '');
    started.deploy(
      functionName,
      `import http from 'node:http';
       import sdk from '${secretsManagerSdk}'; const { SecretsManagerClient, GetSecretValueCommand } = sdk;
       export const handler = async ({ url }) => { await ${call}; return process.env._X_AMZN_TRACE_ID; };`,
    );
    started.received.length = 0;
    const { calls, value } = await started.invoke(functionName, { url: `${started.endpoint.origin}/` });
    expect(started.received).toHaveLength(1);
    const names = started.received[0]?.rawHeaders.filter((_, index) => index % 2 === 0) ?? [];
    expect(names.filter((header) => header.toLowerCase() === 'x-amzn-trace-id')).toHaveLength(1);
    expect(started.received[0]?.headers['x-amzn-trace-id']).toBe(value);
    expect(calls).toEqual([{ service: 'click2mail', operation: '', status: 200, functionName }]);
  });

  test('can be ordered to kill it, at the n-th call', async () => {
    started.deploy(
      'caller',
      `export const handler = async ({ url }) => {
         for (const path of ['one', 'two', 'three']) await fetch(url + path);
         return process.pid;
       };`,
    );
    const url = `${started.endpoint.origin}/`;
    const before = (await started.invoke('caller', { url })).value;
    started.faults.order({ kind: 'kill', functionName: 'caller', nth: 2 });
    const { functionError, value, requestId, calls } = await started.invoke('caller', { url });
    expect(functionError).toBe('Unhandled');
    expect(value).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
    });
    expect(calls.map(({ operation, status }) => [operation, status])).toEqual([
      ['one', 200],
      ['two', 0],
    ]);
    const after = await started.invoke('caller', { url });
    expect(after.value).not.toBe(before);
    expect(after.calls).toHaveLength(3);
  });
});
