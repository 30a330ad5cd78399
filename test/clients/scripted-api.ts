import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { type LoopbackRequest, type LoopbackResponse, serveLoopback } from '../../sandbox/loopback-server.ts';
import { recordSecret } from '../support/secret-watch.ts';

type Answer = LoopbackResponse | undefined;

/** Answers the first request with the first answer and so on, and every further one with the last. */
export async function serveAnswers(...answers: readonly [Answer, ...Answer[]]) {
  const requests: LoopbackRequest[] = [];
  const server = await serveLoopback({
    port: 0,
    contentTypes: ['application/json'],
    handle: (request) => {
      requests.push(request);
      return Promise.resolve(answers[Math.min(requests.length, answers.length) - 1]);
    },
  });
  return { baseUrl: `${server.origin}/v2`, requests, close: () => server.close() };
}

/** Takes requests and never answers. */
export async function serveSilence() {
  let release: () => void = () => undefined;
  const forever = new Promise<undefined>((resolve) => {
    release = () => resolve(undefined);
  });
  const requests: LoopbackRequest[] = [];
  const server = await serveLoopback({
    port: 0,
    contentTypes: ['application/json'],
    handle: (request) => {
      requests.push(request);
      return forever;
    },
  });
  const close = async () => {
    release();
    await server.close();
  };
  return { baseUrl: `${server.origin}/v2`, requests, close };
}

/** A TCP server that is told what to write on a connection once something came in; the connection is then cut. */
export async function serveBytes(bytes: string | Uint8Array) {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write(bytes, () => socket.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v2`,
    connections: () => connections,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** A base URL at whose port nobody listens. */
export async function deserted(): Promise<string> {
  const { baseUrl, close } = await serveBytes('');
  await close();
  return baseUrl;
}

/** A value that no error may repeat. */
export function canary(): string {
  const value = `canary${randomBytes(12).toString('hex')}`;
  recordSecret(value);
  return value;
}

/** The API's answer to an issue or an exchange, with what is given changed. */
export function tokenAnswer(changes: object = {}, headers: Record<string, string> = {}): LoopbackResponse {
  const body = {
    token_type: 'Bearer',
    access_token: `lt_${canary()}`,
    expires_in: 3600,
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    scopes: ['jobs:submit'],
    token_id: 'tok_lt_1',
    ...changes,
  };
  return json(201, body, headers);
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): LoopbackResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
