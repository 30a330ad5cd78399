import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { type Got, RequestError, TimeoutError } from 'got';
import { bodyText, LONGEST_BODY_BYTES } from './answer-body.ts';

/** An answer, of the API or of a gateway before it. */
export interface HttpAnswer {
  readonly status: number;
  /** Text of at most 64 KiB; empty where it cannot be read. */
  readonly body: string;
  readonly header: (name: string) => string | undefined;
}

export interface HttpRequest {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: Readonly<Record<string, unknown>>;
  readonly timeoutMs: number;
}

/** Why there was no answer: a word that says nothing of the request. */
export class NoAnswer extends Error {
  /** False when the request cannot have reached the API. */
  readonly mayHaveArrived: boolean;

  constructor(reason: string, mayHaveArrived: boolean) {
    super(reason);
    this.mayHaveArrived = mayHaveArrived;
  }
}

const CONNECT_TIMEOUT_MS = 3_000;

/** Node's switch for HTTPS_PROXY and NO_PROXY holds for its own agents alone: those of ours have to be told. */
const isProxied = process.env['NODE_USE_ENV_PROXY'] === '1';

// A connection that the API closed while Lambda kept the function frozen would look like an answer that was lost.
const AGENT = { keepAlive: false, ...(isProxied ? { proxyEnv: process.env } : {}) };

const http: Got = got.extend({
  method: 'POST',
  // Without Accept-Encoding any coding is allowed (RFC 9110, section 12.5.3).
  headers: { 'user-agent': 'click2mail-token-rotation', accept: 'application/json', 'accept-encoding': 'identity' },
  // What may be sent twice is decided by the operation, not by the HTTP client.
  retry: { limit: 0 },
  followRedirect: false,
  throwHttpErrors: false,
  // A small answer must not become a large one.
  decompress: false,
  agent: { http: new HttpAgent(AGENT), https: new HttpsAgent(AGENT) },
});

/**
 * Sends one POST, once.
 * @throws NoAnswer and nothing else: got's errors carry the token, even as the cause of another error
 */
export async function post(baseUrl: string, { path, headers, json, timeoutMs }: HttpRequest): Promise<HttpAnswer> {
  const tooLong = new AbortController();
  try {
    const answering = http(`${baseUrl}${path}`, {
      ...(headers === undefined ? {} : { headers }),
      ...(json === undefined ? {} : { json }),
      timeout: {
        request: timeoutMs,
        lookup: CONNECT_TIMEOUT_MS,
        connect: CONNECT_TIMEOUT_MS,
        secureConnect: CONNECT_TIMEOUT_MS,
      },
      signal: tooLong.signal,
      responseType: 'buffer',
    });
    void answering.on('downloadProgress', ({ transferred }) => {
      if (transferred > LONGEST_BODY_BYTES) tooLong.abort();
    });
    const answer = await answering;
    return {
      status: answer.statusCode,
      body: bodyText(answer.body, answer.headers['content-encoding']) ?? '',
      header: (name) => [answer.headers[name]].flat()[0],
    };
  } catch (error) {
    if (tooLong.signal.aborted) throw new NoAnswer('an answer of more than 64 KiB', true);
    throw translated(error, baseUrl);
  }
}

function translated(error: unknown, baseUrl: string): NoAnswer {
  const mayHaveArrived = mayHaveLeft(error, baseUrl);
  if (error instanceof TimeoutError) return new NoAnswer('no answer in time', mayHaveArrived);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  const isWord = /^[A-Z_]{3,40}$/.test(code);
  return new NoAnswer(isWord ? code : 'the connection failed', mayHaveArrived);
}

/** Every request has a connection of its own, and before that is ready nothing of the request has left. */
function mayHaveLeft(error: unknown, baseUrl: string): boolean {
  if (!(error instanceof RequestError)) return true;
  const { timings, response } = error;
  // A request that could not be built was never sent.
  if (timings === undefined) return response !== undefined;
  // A proxy's connection is ready when it is handed out: with a refusal to CONNECT, or nobody there, it never is.
  if (isProxied) return timings.socket !== undefined;
  return (baseUrl.startsWith('https:') ? timings.secureConnect : timings.connect) !== undefined;
}
