import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rawRequest } from './raw-request.ts';
import { startStack, type StartedStack } from './stack/started-stack.ts';

let started: StartedStack;
beforeAll(async () => {
  started = await startStack({ template: {} });
});
afterAll(() => started.stop());

const FORM = 'application/x-www-form-urlencoded';

/** For every port, a request that it would otherwise serve, or refuse for a reason of its own. */
const PORTS = {
  'the AWS endpoint': () => ({ origin: started.sandbox.awsEndpoint, path: '/', type: 'application/x-amz-json-1.1' }),
  'the API': () => ({
    origin: new URL(started.sandbox.apiBaseUrl).origin,
    path: '/v2/auth/tokens/long',
    type: 'application/json',
  }),
  'the console': () => ({ origin: started.sandbox.consoleUrl, path: '/api/faults', type: 'application/json' }),
};

describe.each(Object.entries(PORTS))('%s', (name, port) => {
  const send = async (headers: Record<string, string>, { method = 'POST', body = '{"kind":"refuse"}' } = {}) => {
    const { origin, path, type } = port();
    const answer = await rawRequest(origin, { method, path, headers: { 'content-type': type, ...headers }, body });
    return { status: answer.status, code: codeOf(answer.text) };
  };
  const refused = { status: 403, code: 'refused_by_sandbox' };

  test('lets a program of this machine through', async () => {
    expect((await send({})).code).not.toBe('refused_by_sandbox');
  });

  test.each(['evil.example', 'evil.example:80', '127.0.0.1.nip.example', '169.254.169.254'])(
    'refuses whoever takes it for %s',
    async (host) => {
      expect(await send({ host })).toEqual(refused);
      expect(await send({ host }, { method: 'GET', body: '' })).toEqual(refused);
    },
  );

  test.each(['https://evil.example', 'http://localhost.evil.example', 'null'])(
    'refuses a page of the origin %s, with a body and without',
    async (origin) => {
      expect(await send({ origin })).toEqual(refused);
      expect(await send({ origin, 'content-type': FORM }, { body: '' })).toEqual(refused);
      expect(await send({ origin }, { method: 'GET', body: '' })).toEqual(refused);
    },
  );

  test('refuses what a page can post without asking: text and parts', async () => {
    for (const type of ['text/plain', 'text/plain;charset=UTF-8', 'multipart/form-data; boundary=x']) {
      expect(await send({ 'content-type': type })).toEqual({ status: 415, code: 'refused_by_sandbox' });
    }
  });

  test('does nothing for a form, nor for a post without a body, that hides where it comes from', async () => {
    const form = await send({ 'content-type': FORM }, { body: 'Action=GetCallerIdentity' });
    const { origin, path } = port();
    const empty = await rawRequest(origin, { method: 'POST', path });
    // AWS takes forms and what has no type; only a signature, which no page has, opens it.
    expect([form.status, empty.status]).toEqual(
      { 'the AWS endpoint': [403, 403], 'the API': [415, 400], 'the console': [415, 400] }[name],
    );
  });

  test('opens itself to no page by CORS', async () => {
    const { origin, path } = port();
    const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
    for (const page of ['https://evil.example', 'http://localhost:3000']) {
      const { headers } = await rawRequest(origin, {
        method: 'OPTIONS',
        path,
        headers: { origin: page, ...preflight },
      });
      expect(Object.keys(headers).filter((header) => header.startsWith('access-control-'))).toEqual([]);
    }
  });
});

test('nothing of all this ordered a fault, but what came from this machine', () => {
  expect(started.sandbox.faults.list()).toEqual([{ kind: 'refuse', struck: 0 }]);
});

function codeOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { code?: unknown }).code;
  } catch {
    return undefined;
  }
}
