import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One event on its way to the function. */
export interface RuntimeEvent {
  readonly requestId: string;
  readonly functionArn: string;
  readonly traceId: string;
  readonly payload: Buffer;
  /** Epoch milliseconds, in the sandbox's time. */
  readonly deadline: number;
}

/** What the function's process reported. */
export interface Report {
  readonly kind: 'response' | 'error' | 'init-error';
  /** Undefined when it is larger than a response may be. */
  readonly body: Buffer | undefined;
  /** `performance.now()` of its arrival. */
  readonly at: number;
}

/** Largest response, in bytes; AWS allows a little more than 6 MB. */
export const LARGEST_RESPONSE_BYTES = 6_291_556;

const PREFIX = '/2018-06-01/runtime';

/**
 * The API through which one process gets events and reports results.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  readonly #server: Server;
  #waiting: ServerResponse | undefined;
  #tellPolled: (() => void) | undefined;
  #report: Report | undefined;
  #maxMemoryMb = 0;

  constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
    this.#server.requestTimeout = 0;
    // The process keeps its connection while it is at work, and must not find it closed when it answers.
    this.#server.keepAliveTimeout = 0;
  }

  /** @returns host and port, on loopback */
  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** The most memory that the process was seen to hold. */
  get maxMemoryMb(): number {
    return this.#maxMemoryMb;
  }

  /** Resolves when the process asks for an event. */
  polled(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#waiting === undefined) this.#tellPolled = resolve;
      else resolve();
    });
  }

  /** Answers the process that asked for an event. */
  give({ requestId, functionArn, traceId, payload, deadline }: RuntimeEvent): void {
    this.#report = undefined;
    this.#waiting?.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': String(Math.round(deadline)),
      'lambda-runtime-invoked-function-arn': functionArn,
      'lambda-runtime-trace-id': traceId,
    });
    this.#waiting?.end(payload);
    this.#waiting = undefined;
  }

  /** What was reported since the last event was given. */
  get report(): Report | undefined {
    return this.#report;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '' } = request;
    this.#maxMemoryMb = Math.round(Number(request.headers['sandbox-max-memory-kb'] ?? 0) / 1024) || this.#maxMemoryMb;
    if (method === 'GET' && url === `${PREFIX}/invocation/next`) {
      this.#waiting = response;
      this.#tellPolled?.();
      return;
    }
    const kind = method === 'POST' ? reportKind(url) : undefined;
    if (kind !== undefined) this.#report = { kind, body: await readReport(request), at: performance.now() };
    response.writeHead(kind === undefined ? 404 : 202, { 'content-type': 'application/json' });
    response.end('{"status":"OK"}');
  }
}

function reportKind(url: string): Report['kind'] | undefined {
  if (url === `${PREFIX}/init/error`) return 'init-error';
  if (!url.startsWith(`${PREFIX}/invocation/`)) return undefined;
  return (['response', 'error'] as const).find((kind) => url.endsWith(`/${kind}`));
}

async function readReport(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read on, so that the process gets its answer, but keep nothing.
    if (size <= LARGEST_RESPONSE_BYTES) chunks.push(chunk);
  }
  return size > LARGEST_RESPONSE_BYTES ? undefined : Buffer.concat(chunks);
}
