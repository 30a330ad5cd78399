import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { BUNDLING } from '../../infra/bundling/bundle-functions.ts';
import { deserted, json, serveAnswers, serveBytes, serveSilence } from './scripted-api.ts';

const SOURCE = join(import.meta.dirname, '../../functions/clients/bounded-request.ts');

/** Sends requests one after another, in a process of its own: whether there is a proxy is read at its start. */
const CALLS = `
  const { post } = await import(process.argv[1]);
  const outcomes = [];
  for (const [url, request] of JSON.parse(process.argv[2])) {
    const outcome = await post(url, request).catch((error) => error);
    outcomes.push(
      outcome instanceof Error
        ? { message: outcome.message, mayHaveArrived: outcome.mayHaveArrived }
        : { status: outcome.status, body: outcome.body, retryAfter: outcome.header('retry-after') },
    );
  }
  console.log(JSON.stringify(outcomes));
`;

type Call = readonly [url: string, request: object];

async function outcomesOf(module: string, calls: readonly Call[], env: Record<string, string> = {}) {
  const words = ['--input-type=module', '-e', CALLS, module, JSON.stringify(calls)];
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(await text(child.stdout)) as unknown[];
}

let folder: string;
let bundled: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'click2mail-request-'));
  bundled = join(folder, 'request.mjs');
  await build({ ...BUNDLING, entryPoints: { request: SOURCE }, outdir: folder });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const REQUEST = { path: '/x', json: { scopes: ['a:b'] }, headers: { authorization: 'Bearer x' }, timeoutMs: 20_000 };
const BODY = JSON.stringify({ error: 'invalid_token', message: 'No.' });
const head = (status: string, headers: string, body: Buffer | string) =>
  `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n${headers}\r\n`;

async function encoded(encoding: string, body: Buffer) {
  return serveBytes(
    Buffer.concat([Buffer.from(head('401 Unauthorized', `content-encoding: ${encoding}\r\n`, body)), body]),
  );
}

/** Every way in which a request can end, each with a server that brings it about. */
const SERVERS: Readonly<Record<string, () => Promise<{ baseUrl: string; close: () => Promise<void> }>>> = {
  'an answer': () => serveAnswers(json(201, { access_token: 'x' })),
  'a refusal': () => serveAnswers(json(401, { error: 'invalid_token' })),
  'too many': () => serveAnswers(json(429, {}, { 'retry-after': '7' })),
  'not available': () => serveAnswers(json(503, {}, { 'retry-after': '7' })),
  'a redirection': () => serveAnswers(json(302, {}, { location: 'http://127.0.0.1:1/elsewhere' })),
  'nothing to say': () => serveBytes('HTTP/1.1 204 No Content\r\n\r\n'),
  gzip: () => encoded('gzip', gzipSync(BODY)),
  deflate: () => encoded('deflate', deflateSync(BODY)),
  brotli: () => encoded('br', brotliCompressSync(BODY)),
  'an unknown encoding': () => encoded('rot13', Buffer.from(BODY)),
  'no gzip at all': () => encoded('gzip', Buffer.from(BODY)),
  'a small answer that becomes a large one': () => encoded('gzip', gzipSync(Buffer.alloc(1_000_000))),
  'an answer of more than 64 KiB': () => serveAnswers(json(200, { text: 'x'.repeat(100_000) })),
  'a body that is cut off': () => serveBytes(head('200 OK', '', Buffer.alloc(100)) + '{"a":'),
  'chunks that are cut off': () => serveBytes('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab'),
  'no HTTP': () => serveBytes('SSH-2.0-x\r\n'),
  'a connection that is cut': () => serveBytes(''),
  'early hints': () => serveBytes('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n'),
};

test('a request of the bundle ends as one of the source does, whatever the answer', async () => {
  const names = Object.keys(SERVERS);
  const servers = await Promise.all(Object.values(SERVERS).map((start) => start()));
  const silent = await serveSilence();
  const nobody = await deserted();
  const calls: Call[] = [
    ...servers.map(({ baseUrl }) => [baseUrl, REQUEST] as const),
    [silent.baseUrl, { ...REQUEST, timeoutMs: 2_000 }],
    [nobody, REQUEST],
    [nobody.replace('http:', 'https:'), REQUEST],
    [servers[0]!.baseUrl.replace('http:', 'https:'), REQUEST],
    [servers[0]!.baseUrl, { ...REQUEST, headers: { authorization: 'Bearer a\nb' } }],
    [servers[0]!.baseUrl, { path: '/x', timeoutMs: 20_000 }],
  ];
  try {
    const ofSource = await outcomesOf(SOURCE, calls);
    expect(ofSource.slice(0, names.length).map((outcome, index) => [names[index], outcome])).toEqual(
      expect.arrayContaining([
        ['gzip', { status: 401, body: BODY }],
        ['a small answer that becomes a large one', { status: 401, body: '' }],
        ['an answer of more than 64 KiB', expect.objectContaining({ message: 'an answer of more than 64 KiB' })],
      ]),
    );
    expect(await outcomesOf(bundled, calls)).toEqual(ofSource);
  } finally {
    await Promise.all([...servers, silent].map(({ close }) => close()));
  }
});

test.each([
  ['refuses', 'HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n'],
  ['cuts the connection', ''],
  ['lets through to what is no TLS', 'HTTP/1.1 200 OK\r\n\r\nno TLS'],
])('a request of the bundle ends as one of the source does where a proxy %s', async (_what, answer) => {
  const proxy = await serveBytes(answer);
  const env = { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: proxy.baseUrl.replace('/v2', '') };
  const calls: Call[] = [['https://127.0.0.1:1/v2', REQUEST]];
  try {
    const ofSource = await outcomesOf(SOURCE, calls, env);
    expect(ofSource).toEqual([expect.objectContaining({ mayHaveArrived: false })]);
    expect(await outcomesOf(bundled, calls, env)).toEqual(ofSource);
    expect(proxy.connections()).toBe(2);
  } finally {
    await proxy.close();
  }
});
