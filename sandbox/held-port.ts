import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A body that never ends must not be waited for for ever. */
const LONGEST_REQUEST_MS = 120_000;

/** A port of 127.0.0.1 that stays taken while what answers at it changes. */
export class HeldPort {
  readonly number: number;
  readonly #server: Server;
  #listener: RequestListener | undefined;
  /** What came while nobody answers. */
  readonly #waiting: [IncomingMessage, ServerResponse][] = [];

  private constructor(server: Server) {
    this.#server = server;
    this.number = (server.address() as AddressInfo).port;
    server.on('request', (request, response) => {
      if (this.#listener === undefined) this.#waiting.push([request, response]);
      else this.#listener(request, response);
    });
  }

  /**
   * @param port 0 takes any free one
   * @param requestTimeout within how many milliseconds a request must have come whole; two minutes when left out
   * @throws Error with the code `EADDRINUSE` when the port is taken
   */
  static async take(port = 0, requestTimeout = LONGEST_REQUEST_MS): Promise<HeldPort> {
    const limits = { requestTimeout, headersTimeout: requestTimeout, connectionsCheckingInterval: requestTimeout / 4 };
    const server = createServer(limits);
    // A program that was busy for a while must not find the connection it kept closed under its next request.
    server.keepAliveTimeout = 0;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return new HeldPort(server);
  }

  /** From now on requests are answered by this. */
  answerWith(listener: RequestListener): void {
    this.#listener = listener;
    for (const [request, response] of this.#waiting.splice(0)) listener(request, response);
  }

  /** Ends every connection. Requests that come later wait until somebody answers again. */
  pause(): void {
    this.#listener = undefined;
    this.#server.closeAllConnections();
  }

  /** Ends every connection and gives the port back. */
  release(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}
