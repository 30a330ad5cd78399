import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const PROJECT = join(import.meta.dirname, '../..');

/** Sends one request in a process of its own: whether there is a proxy is read at its start. */
const CALL = `
  const { post } = await import('./functions/clients/bounded-request.ts');
  const outcome = await post(process.argv[1], JSON.parse(process.argv[2])).catch((error) => error);
  console.log(JSON.stringify({ message: outcome.message, mayHaveArrived: outcome.mayHaveArrived }));
`;

async function outcomeOf(proxy: string | undefined, request: object, url = 'https://127.0.0.1:1/v2', more = {}) {
  const env = proxy === undefined ? {} : { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: proxy, ...more };
  const words = ['--input-type=module', '-e', CALL, url, JSON.stringify({ path: '/x', timeoutMs: 20_000, ...request })];
  const child = spawn(process.execPath, words, { cwd: PROJECT, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let written = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written += text));
  await once(child, 'close');
  return JSON.parse(written) as unknown;
}

let answer = '';
const proxy = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.once('data', () => socket.end(answer));
});
beforeAll(async () => {
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
});
afterAll(() => void proxy.close());
const proxyUrl = () => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;

test.each([
  ['407', 'HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n'],
  ['403', 'HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n'],
  ['503', 'HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n'],
  ['nothing', ''],
])('when a proxy answers CONNECT with %s, nothing of the request has left', async (_what, bytes) => {
  answer = bytes;
  expect(await outcomeOf(proxyUrl(), {})).toEqual({ message: 'ERR_PROXY_TUNNEL', mayHaveArrived: false });
});

test('when nobody is there for a proxy, nothing of the request has left', async () => {
  expect(await outcomeOf('http://127.0.0.1:1', {})).toEqual({ message: 'ECONNREFUSED', mayHaveArrived: false });
});

test('a request that cannot be built was not sent', async () => {
  const headers = { authorization: 'Bearer a\nb' };
  expect(await outcomeOf(undefined, { headers })).toEqual({ message: 'ERR_INVALID_CHAR', mayHaveArrived: false });
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

const withOpenssl = hasOpenssl ? describe : describe.skip;
withOpenssl('with a certificate', () => {
  test('what left through a proxy may have arrived, when its answer is lost', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'proxied-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const words = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=api';
    spawnSync('openssl', [...words.split(' '), '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert]);
    const api = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (socket) => {
      socket.on('error', () => undefined).once('data', () => socket.destroy());
    });
    const tunnel = createServer((socket) => {
      socket
        .on('error', () => undefined)
        .once('data', () => {
          const onward = connect((api.address() as AddressInfo).port, '127.0.0.1', () => {
            socket.write('HTTP/1.1 200 OK\r\n\r\n');
            socket
              .pipe(onward)
              .on('error', () => undefined)
              .pipe(socket);
          });
        });
    });
    for (const server of [api, tunnel]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
    const proxied = `http://127.0.0.1:${(tunnel.address() as AddressInfo).port}`;
    const outcome = await outcomeOf(proxied, {}, 'https://127.0.0.1:1/v2', { NODE_EXTRA_CA_CERTS: cert });
    for (const server of [api, tunnel]) server.close();
    rmSync(folder, { recursive: true });
    expect(outcome).toEqual({ message: 'ECONNRESET', mayHaveArrived: true });
  });
});
