import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HeldPort } from '../../sandbox/held-port.ts';
import {
  type LoopbackRequest,
  type LoopbackResponse,
  type LoopbackServer,
  serveLoopback,
} from '../../sandbox/loopback-server.ts';
import { rawRequest } from './raw-request.ts';

const MEBIBYTE = 1024 * 1024;
const JSON_TYPE = { 'content-type': 'application/json' };

let server: LoopbackServer;
let received: LoopbackRequest[];
let handle: () => Promise<LoopbackResponse | undefined>;

beforeEach(async () => {
  received = [];
  handle = async () => ({ status: 200, body: 'fine' });
  server = await serveLoopback({
    port: 0,
    contentTypes: ['application/json'],
    handle: (request) => {
      received.push(request);
      return handle();
    },
  });
});
afterEach(() => server.close());

describe('a request', () => {
  test('reaches the handler with its path and query as they were sent', async () => {
    await rawRequest(server.origin, { path: '/a%2Fb/%C3%A9//c?x=%26&y=?z' });
    expect(received[0]).toMatchObject({ method: 'GET', path: '/a%2Fb/%C3%A9//c', query: 'x=%26&y=?z' });
  });

  test('reaches the handler with its headers in their own spelling and its body', async () => {
    const headers = { ...JSON_TYPE, 'X-Amz-Thing': 'One' };
    await rawRequest(server.origin, { method: 'POST', headers, body: '{"ö":1}' });
    const [request] = received;
    expect(request?.rawHeaders.join('\n')).toContain('X-Amz-Thing\nOne');
    expect(request?.headers['x-amz-thing']).toBe('One');
    expect(request?.body.toString()).toBe('{"ö":1}');
  });

  test('without a query or a body has empty ones', async () => {
    await rawRequest(server.origin);
    expect(received[0]).toMatchObject({ path: '/', query: '', body: Buffer.alloc(0) });
  });

  test('with a body of 7 MiB is served, and with one more byte is answered 413 and not served', async () => {
    const send = (size: number) =>
      rawRequest(server.origin, { method: 'POST', headers: JSON_TYPE, body: Buffer.alloc(size, ' ') });
    expect(await send(7 * MEBIBYTE)).toMatchObject({ status: 200 });
    expect(received[0]?.body).toHaveLength(7 * MEBIBYTE);
    const refused = await send(7 * MEBIBYTE + 1);
    expect(refused.status).toBe(413);
    expect(JSON.parse(refused.text)).toEqual({
      code: 'refused_by_sandbox',
      message: 'The request body is larger than 7 MiB.',
    });
    expect(received).toHaveLength(1);
  });
});

describe('an answer', () => {
  test('has its length and the headers that the handler gives, and no Date', async () => {
    handle = async () => ({ status: 201, headers: { 'x-own': 'yes' }, body: 'größer' });
    const { status, headers, text } = await rawRequest(server.origin);
    expect([status, text]).toEqual([201, 'größer']);
    expect(headers).toMatchObject({ 'content-length': '8', 'x-own': 'yes' });
    expect(headers).not.toHaveProperty('date');
  });

  test('has the Date that the handler gives', async () => {
    const date = 'Sun, 01 Mar 2026 12:00:00 GMT';
    handle = async () => ({ status: 200, headers: { date } });
    expect((await rawRequest(server.origin)).headers.date).toBe(date);
  });

  test('of 204 has no length, as RFC 9110 (section 8.6) asks', async () => {
    handle = async () => ({ status: 204 });
    const { status, headers, text } = await rawRequest(server.origin);
    expect([status, text]).toEqual([204, '']);
    expect(headers).not.toHaveProperty('content-length');
    expect(headers).not.toHaveProperty('transfer-encoding');
  });

  test('without a body has the length 0', async () => {
    handle = async () => ({ status: 200 });
    expect((await rawRequest(server.origin)).headers['content-length']).toBe('0');
  });

  test.each<[string, () => Promise<undefined>]>([
    ['gives no answer', async () => undefined],
    ['fails', () => Promise.reject(new Error('failed'))],
  ])('never comes when the handler %s: the connection is closed', async (_name, handler) => {
    handle = handler;
    await expect(rawRequest(server.origin)).rejects.toMatchObject({ code: 'ECONNRESET' });
    handle = async () => ({ status: 200 });
    expect(await rawRequest(server.origin)).toMatchObject({ status: 200 });
  });
});

describe('who is let in', () => {
  const post = (headers: Record<string, string>, body = '{}') =>
    rawRequest(server.origin, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body });

  test.each(['127.0.0.1', '127.0.0.1:4566', 'localhost:4010', 'LOCALHOST', '[::1]:80'])(
    'whoever calls this machine %s',
    async (host) => expect(await post({ host })).toMatchObject({ status: 200 }),
  );

  test.each([
    'evil.example',
    'evil.example:4566',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'xlocalhost',
    '192.168.0.2:4566',
    '0.0.0.0',
    '127.0.0.1@evil.example',
  ])('nobody who calls it %j, as a page does after DNS rebinding', async (host) => {
    const { status, text } = await post({ host });
    expect([status, JSON.parse(text)]).toEqual([
      403,
      {
        code: 'refused_by_sandbox',
        message: 'The sandbox answers only requests whose Host is 127.0.0.1 or localhost.',
      },
    ]);
    expect(received).toEqual([]);
  });

  test('nobody who gives no Host at all', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write('GET / HTTP/1.0\r\n\r\n');
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    expect(text).toMatch(/^HTTP\/1\.1 403 /);
    expect(received).toEqual([]);
  });

  test.each(['127.0.0.1:4600', 'localhost:4600', '[::1]:4600'])(
    'the page that is served at %s itself',
    async (host) => {
      expect(await post({ host, origin: `http://${host}` })).toMatchObject({ status: 200 });
    },
  );

  test.each([
    'https://evil.example',
    'http://127.0.0.1:4600',
    'http://localhost:3000',
    'https://localhost',
    'http://127.0.0.1',
    'http://127.0.0.1.evil.example',
    'http://localhost@evil.example',
    'file://',
    'null',
    '',
    'nonsense',
  ])('no page of the origin %j', async (origin) => {
    for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
      const { status, text } = await rawRequest(server.origin, { method, headers: { origin } });
      expect([status, (JSON.parse(text) as { code: string }).code]).toEqual([403, 'refused_by_sandbox']);
    }
    expect(received).toEqual([]);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
  ])('no body of the type %s', async (type) => {
    const { status, text } = await post({ 'content-type': type });
    expect([status, JSON.parse(text)]).toEqual([
      415,
      { code: 'refused_by_sandbox', message: 'Send the body as application/json.' },
    ]);
    expect(received).toEqual([]);
  });

  test('a body without a type only where that is allowed', async () => {
    const untyped = { method: 'POST', body: '{}' };
    expect(await rawRequest(server.origin, untyped)).toMatchObject({ status: 415 });
    const other = await serveLoopback({
      port: 0,
      contentTypes: ['application/json', ''],
      handle: async () => ({ status: 200 }),
    });
    expect(await rawRequest(other.origin, untyped)).toMatchObject({ status: 200 });
    const plain = await rawRequest(other.origin, { ...untyped, headers: { 'content-type': 'text/plain' } });
    expect(JSON.parse(plain.text)).toMatchObject({ message: 'Send the body as application/json.' });
    await other.close();
  });

  test('a type with parameters, in any spelling', async () => {
    expect(await post({ 'content-type': 'Application/JSON; charset=utf-8' })).toMatchObject({ status: 200 });
  });
});

test('a body that never ends is not waited for for ever', async () => {
  const impatient = await serveLoopback({
    port: 0,
    contentTypes: ['application/json'],
    requestTimeoutMs: 200,
    handle: async () => ({ status: 200 }),
  });
  const socket = connect(impatient.port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{');
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  expect(text).toMatch(/^HTTP\/1\.1 408 /);
  await impatient.close();
});

describe('a port', () => {
  test('is taken on 127.0.0.1 only, and told', async () => {
    expect(server.origin).toBe(`http://127.0.0.1:${server.port}`);
    expect(server.port).toBeGreaterThan(0);
  });

  test('that is taken fails the start', async () => {
    await expect(
      serveLoopback({ port: server.port, contentTypes: [], handle: async () => undefined }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE', port: server.port });
  });

  test('is free again once closed, whatever is still connected', async () => {
    handle = () => new Promise(() => undefined);
    const hanging = rawRequest(server.origin).catch(({ code }: { code: string }) => code);
    while (received.length === 0) await new Promise(setImmediate);
    await server.close();
    expect(await hanging).toBe('ECONNRESET');
    const again = await serveLoopback({ port: server.port, contentTypes: [], handle: async () => undefined });
    await again.close();
  });
});

describe('a held port', () => {
  let held: HeldPort;
  const answering = (body: string) =>
    serveLoopback({ port: held, contentTypes: ['application/json'], handle: async () => ({ status: 200, body }) });

  beforeEach(async () => {
    held = await HeldPort.take();
  });
  afterEach(() => held.release());

  test('stays taken while what answers there changes', async () => {
    const first = await answering('first');
    expect(await rawRequest(first.origin)).toMatchObject({ text: 'first' });
    await first.close();
    await expect(HeldPort.take(held.number)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const second = await answering('second');
    expect(second.origin).toBe(first.origin);
    expect(await rawRequest(second.origin)).toMatchObject({ text: 'second' });
  });

  test('answers a request that came too early when somebody serves it', async () => {
    const early = rawRequest(`http://127.0.0.1:${held.number}`);
    await answering('late');
    expect(await early).toMatchObject({ text: 'late' });
  });

  test('ends what is under way when its server closes', async () => {
    const reached = Promise.withResolvers<void>();
    const hangs = () => {
      reached.resolve();
      return new Promise<undefined>(() => undefined);
    };
    const hanging = await serveLoopback({ port: held, contentTypes: [], handle: hangs });
    const asked = rawRequest(hanging.origin).catch(({ code }: { code: string }) => code);
    await reached.promise;
    await hanging.close();
    expect(await asked).toBe('ECONNRESET');
  });
});
