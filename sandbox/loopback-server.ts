import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { HeldPort } from './held-port.ts';

/** A request whose Host and Origin were found to be this machine's own. */
export interface LoopbackRequest {
  readonly method: string;
  /** Path as it was sent, still percent-encoded, without the query. */
  readonly path: string;
  /** Query as it was sent, without the question mark. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** Headers as they were sent, names and values in turn, for a signature check. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

export interface LoopbackResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Answers a request; undefined closes the connection without an answer. */
export type LoopbackHandler = (request: LoopbackRequest) => Promise<LoopbackResponse | undefined>;

export interface LoopbackServer {
  readonly port: number;
  /** For example `http://127.0.0.1:4566`. */
  readonly origin: string;
  /** A port that was held before stays taken. */
  close(): Promise<void>;
}

/** Where to serve: a port's number, 0 for any that is free, or a port that is held. */
export type LoopbackPort = number | HeldPort;

interface LoopbackOptions {
  readonly port: LoopbackPort;
  /** Media types that a request with a body may have; '' stands for none. */
  readonly contentTypes: readonly string[];
  /** Whether a request with an Authorization header may have any type: a page sends none without asking first. */
  readonly signedMayHaveAnyType?: boolean;
  /** Within how many milliseconds a request must have come whole; two minutes when absent. */
  readonly requestTimeoutMs?: number;
  readonly handle: LoopbackHandler;
}

/** Lambda's largest synchronous payload is 6 MB; nothing that the sandbox serves is larger. */
const LARGEST_BODY_BYTES = 7 * 1024 * 1024;

const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/**
 * Serves HTTP on 127.0.0.1 to programs of this machine. A web page that somebody has open must not reach it: a
 * foreign Host (DNS rebinding) is refused, and so are any Origin but its own and a body of a type that a form could send.
 * No Date header is sent unless the handler gives one: the AWS SDK would take the moved clock for the true time.
 */
export async function serveLoopback(options: LoopbackOptions): Promise<LoopbackServer> {
  const held =
    typeof options.port === 'number' ? await HeldPort.take(options.port, options.requestTimeoutMs) : options.port;
  held.answerWith((request, response) => {
    response.sendDate = false;
    answer(request, response, options).catch(() => response.destroy());
  });
  return {
    port: held.number,
    origin: `http://127.0.0.1:${held.number}`,
    close: async () => (held === options.port ? held.pause() : held.release()),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, options: LoopbackOptions): Promise<void> {
  const body = await readBody(request);
  const refusal = body === undefined ? tooLarge : refusalOf(request, body, options);
  const [path, query] = splitOnce(request.url ?? '/', '?');
  const { method = 'GET', headers, rawHeaders } = request;
  const answered =
    refusal ?? (await options.handle({ method, path, query, headers, rawHeaders, body: body ?? Buffer.alloc(0) }));
  if (answered === undefined) {
    request.socket.destroy();
    return;
  }
  const content = Buffer.from(answered.body ?? '');
  const length = answered.status === 204 ? {} : { 'content-length': String(content.length) };
  response.writeHead(answered.status, { ...length, ...answered.headers });
  response.end(content);
}

const tooLarge: LoopbackResponse = refusing(413, 'The request body is larger than 7 MiB.');

function refusalOf(
  { method, headers }: IncomingMessage,
  body: Buffer,
  { contentTypes, signedMayHaveAnyType = false }: LoopbackOptions,
): LoopbackResponse | undefined {
  if (!LOOPBACK_HOST.test(headers.host ?? '')) {
    return refusing(403, 'The sandbox answers only requests whose Host is 127.0.0.1 or localhost.');
  }
  const { origin } = headers;
  if (origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === headers.host?.toLowerCase())) {
    return refusing(403, 'The sandbox answers no web page of another origin.');
  }
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (signedMayHaveAnyType && headers.authorization !== undefined) return undefined;
  if (method !== 'GET' && body.length > 0 && !contentTypes.includes(type ?? '')) {
    return refusing(415, `Send the body as ${contentTypes.filter(Boolean).join(' or ')}.`);
  }
  return undefined;
}

function refusing(status: number, message: string): LoopbackResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: 'refused_by_sandbox', message }),
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read on, so that the client gets its answer instead of a broken connection, but keep nothing.
    if (size <= LARGEST_BODY_BYTES) chunks.push(chunk);
  }
  return size > LARGEST_BODY_BYTES ? undefined : Buffer.concat(chunks);
}

function splitOnce(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}
