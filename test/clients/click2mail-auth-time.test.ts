import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { authUnderTest, expectSilentAbout, failure, REQUEST } from './auth-under-test.ts';
import { canary, deserted, serveAnswers, serveSilence, tokenAnswer } from './scripted-api.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** Listens on any free port until the test is over. */
async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
  return (server.address() as AddressInfo).port;
}

async function silence() {
  const api = await serveSilence();
  open.push(api);
  return api;
}

describe('an answer that is slower than the time that is left', () => {
  test('ends issuing, and a token may have been made', async () => {
    const { baseUrl, requests } = await silence();
    const clientSecret = canary();
    const { auth } = authUnderTest({
      baseUrl,
      remainingMs: () => 5_600,
      prove: () => Promise.resolve({ kind: 'client-secret', clientSecret }),
    });
    const error = await failure(auth.issue('a1', REQUEST));
    expect(error).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE', mayHaveIssued: true });
    expect(error.message).toBe('The API was asked to issue a token: no answer in time. Try again later.');
    expectSilentAbout(error, [clientSecret]);
    expect(requests.length).toBe(1);
  });

  test('ends an exchange and a revocation before the function is stopped', async () => {
    const { baseUrl, requests } = await silence();
    const bearer = canary();
    const { auth, waits } = authUnderTest({ baseUrl, remainingMs: () => 1_600 });
    for (const call of [auth.exchange(bearer, ['jobs:submit']), auth.revoke('tok_lt_1', bearer)]) {
      const error = await failure(call);
      expect(error).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE', mayHaveIssued: false });
      expectSilentAbout(error, [bearer]);
    }
    expect(requests.length).toBe(2);
    expect(waits).toEqual([]);
  });

  test('is asked for again while there is time', async () => {
    const { baseUrl, requests } = await silence();
    let looks = 0;
    const { auth, waits } = authUnderTest({
      baseUrl,
      // Looked at before each request, for its time limit, and after it, for whether there is to be another.
      remainingMs: () => (looks++ % 2 === 0 ? 1_400 : 60_000),
    });
    const error = await failure(auth.exchange(canary(), ['jobs:submit']));
    expect(error).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE', mayHaveIssued: false });
    expect(requests.length).toBe(3);
    expect(waits).toEqual([250, 1000]);
  });
});

describe('without time left', () => {
  test('no request is made, and nothing was done', async () => {
    const { baseUrl, requests } = await silence();
    const bearer = canary();
    const { auth } = authUnderTest({ baseUrl, remainingMs: () => 1_000 });
    for (const call of [auth.issue('a1', REQUEST), auth.exchange(bearer, []), auth.revoke('tok_lt_1', bearer)]) {
      const error = await failure(call);
      expect(error).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE', mayHaveIssued: false });
      expect(error.message).toContain('the function has no time left');
    }
    expect(requests.length).toBe(0);
  });

  test('a token is not asked for when it could not be stored any more', async () => {
    const api = await serveAnswers(tokenAnswer());
    open.push(api);
    const { auth } = authUnderTest({ baseUrl: api.baseUrl, remainingMs: () => 5_000 });
    expect(await failure(auth.issue('a1', REQUEST))).toMatchObject({ mayHaveIssued: false });
    expect(api.requests.length).toBe(0);
    await expect(auth.exchange(canary(), ['jobs:submit'])).resolves.toBeDefined();
  });
});

describe('connections', () => {
  test('are refused where nobody listens, and that is tried three times', async () => {
    const baseUrl = await deserted();
    const bearer = canary();
    const { auth } = authUnderTest({ baseUrl });
    for (const call of [auth.exchange(bearer, ['jobs:submit']), auth.revoke('tok_lt_1', bearer)]) {
      const error = await failure(call);
      expect(error).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE', mayHaveIssued: false });
      expectSilentAbout(error, [bearer]);
    }
  });

  test('are never used twice: one that was closed while the function slept would look like a lost answer', async () => {
    const used = new Set<unknown>();
    const server = createHttpServer((request, response) => {
      if (used.has(request.socket)) request.socket.destroy();
      used.add(request.socket);
      const { status, headers, body } = tokenAnswer();
      response.writeHead(status, headers).end(body);
    });
    const { auth } = authUnderTest({ baseUrl: `http://127.0.0.1:${await portOf(server)}/v2` });
    await auth.issue('a1', REQUEST);
    await auth.exchange(canary(), ['jobs:submit']);
    await expect(auth.issue('a2', REQUEST)).resolves.toBeDefined();
    expect(used.size).toBe(3);
  });

  test.each<[string, (socket: Socket) => unknown]>([
    ['are not answered', (socket) => socket.resume()],
    ['are cut', (socket) => socket.once('data', () => socket.destroy())],
    [
      'are answered in the clear',
      (socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    ],
  ])('that %s before they are secure have carried nothing', async (_how, treat) => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      treat(socket.on('error', () => undefined));
    });
    const baseUrl = `https://127.0.0.1:${await portOf(server)}/v2`;
    const { auth } = authUnderTest({ baseUrl, remainingMs: () => 5_200 });
    const error = await failure(auth.issue('a1', REQUEST));
    expect(error).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE', mayHaveIssued: false });
    expect(connections).toBe(1);
  });

  test('to a name that does not exist have carried nothing', async () => {
    const { auth } = authUnderTest({ baseUrl: 'https://api.invalid/v2', remainingMs: () => 14_000 });
    expect(await failure(auth.issue('a1', REQUEST))).toMatchObject({ mayHaveIssued: false });
  });
});
