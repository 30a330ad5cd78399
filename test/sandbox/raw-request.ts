import { type IncomingHttpHeaders, request } from 'node:http';

interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  /** Sent as they are; a Host here replaces the true one, as a browser sends it after DNS rebinding. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/**
 * Sends a request as it is given, which `fetch` does not do with Host, Origin and paths.
 * @throws Error when the connection is closed without an answer
 */
export function rawRequest(origin: string, { body, ...options }: RawRequest = {}): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, agent: false, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
