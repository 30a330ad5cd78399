import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import {
  type LoopbackPort,
  type LoopbackRequest,
  type LoopbackResponse,
  type LoopbackServer,
  serveLoopback,
} from '../loopback-server.ts';
import { MINUTE_MS } from '../time.ts';
import type { Traffic } from '../traffic.ts';
import { answerOf, errorAnswer, faultAnswer } from './api-answer.ts';
import { ApiError } from './api-error.ts';
import type { ApiState } from './api-request.ts';
import { type ClientRegistration, Clients } from './clients.ts';
import { type RandomBytes, randomDigits } from '../random-bytes.ts';
import type { RegisteredKey } from './registered-key.ts';
import { parseBody, sentAssertion } from './request-body.ts';
import { BASE_PATH, routeOf } from './routes.ts';
import { TokenLedger, type TokenRecord } from './token-ledger.ts';

interface Click2MailApiOptions {
  readonly clock: Clock;
  readonly traffic: Traffic;
  /** Source of ids, token values and one-time codes; the machine's own when absent. */
  readonly random?: RandomBytes;
  /** Is told every token, one-time code, client secret and received assertion, so that logs can be searched for them. */
  readonly onSecret?: (value: string) => void;
  /** How many requests of one client are answered in any 60 seconds; 600 when absent. */
  readonly requestsPerMinute?: number | undefined;
}

const ONE_TIME_CODE_LIFE_MS = 10 * MINUTE_MS;

/** The sandbox's Click2Mail: the token operations of the v2 API, and one that takes their tokens. */
export class Click2MailApi {
  readonly #traffic: Traffic;
  readonly #state: ApiState;
  readonly #onSecret: (value: string) => void;
  #origin = 'http://127.0.0.1:4010';

  constructor(options: Click2MailApiOptions) {
    const { clock, traffic, random = randomBytes, onSecret = () => undefined, requestsPerMinute = 600 } = options;
    this.#traffic = traffic;
    this.#onSecret = onSecret;
    const ledger = new TokenLedger({ clock, random, onSecret });
    this.#state = { clock, random, ledger, clients: new Clients(requestsPerMinute) };
  }

  /** Tells where the API can be reached, for example `http://127.0.0.1:4010`: assertions name it as their audience. */
  servedAt(origin: string): void {
    this.#origin = origin;
  }

  /** Answers a request; undefined when a fault keeps the answer back. */
  async handle(request: LoopbackRequest): Promise<LoopbackResponse | undefined> {
    const answer = await this.#answer(request);
    const date = new Date(this.#state.clock.now()).toUTCString();
    return answer && { ...answer, headers: { ...answer.headers, date } };
  }

  /** Registers a client, or replaces the settings and keys of a registered one. */
  register(client: ClientRegistration): void {
    if (client.clientSecret !== undefined) this.#onSecret(client.clientSecret);
    this.#state.clients.register(client);
  }

  isRegistered(clientId: string): boolean {
    return this.#state.clients.isRegistered(clientId);
  }

  /** @throws TypeError when the client is not registered, or the key does not fit its algorithm */
  addKey(clientId: string, key: RegisteredKey): void {
    this.#state.clients.addKey(clientId, key);
  }

  /** @throws TypeError when the client is not registered */
  removeKey(clientId: string, kid: string): void {
    this.#state.clients.registered(clientId).keys.delete(kid);
  }

  /** A new code of 8 digits by which the client can prove itself once, within 10 minutes. */
  oneTimeCode(clientId: string): string {
    const { clock, clients, random } = this.#state;
    const code = randomDigits(random, 8);
    clients.registered(clientId).oneTimeCodes.add(code, clock.now() + ONE_TIME_CODE_LIFE_MS, clock.now());
    this.#onSecret(code);
    return code;
  }

  /** Every long-term token ever issued, and the short-term tokens until a day after their expiry; never a value. */
  tokens(): readonly TokenRecord[] {
    return this.#state.ledger.records();
  }

  /**
   * Revokes a token as if somebody had done so at Click2Mail.
   * @throws TypeError when there is no such token
   */
  revokeOutOfBand(tokenId: string): void {
    const token = this.#state.ledger.withId(tokenId);
    if (token === undefined) throw new TypeError(`There is no token ${tokenId}.`);
    this.#state.ledger.revoke(token);
  }

  /** The id of the token with this value, for the sandbox's own bookkeeping. */
  idOf(accessToken: string): string | undefined {
    return this.#state.ledger.withValue(accessToken)?.id;
  }

  async #answer({ method, path, headers, body }: LoopbackRequest): Promise<LoopbackResponse | undefined> {
    const route = routeOf(path);
    if (route === undefined) return errorAnswer(new ApiError(404, 'There is nothing at this path.'));
    if (method !== 'POST')
      return errorAnswer(new ApiError(405, 'Only POST is allowed.', { headers: { allow: 'POST' } }));
    const { operationId, act, tokenId } = route;
    const request = { headers, body: parseBody(body), baseUrl: `${this.#origin}${BASE_PATH}`, tokenId };
    // Told before a fault can strike: the assertion has left its sender either way.
    const assertion = sentAssertion(request.body);
    if (assertion !== undefined) this.#onSecret(assertion);
    const traceHeader = headers['x-amzn-trace-id']?.toString();
    return this.#traffic.serve(
      { service: 'click2mail', operation: operationId, traceHeader },
      () => answerOf(() => act(this.#state, request)),
      faultAnswer,
    );
  }
}

/** Serves the API on this machine; its own address becomes the audience of assertions. */
export async function serveClick2MailApi({
  port,
  api,
}: {
  port: LoopbackPort;
  api: Click2MailApi;
}): Promise<LoopbackServer> {
  const server = await serveLoopback({
    port,
    contentTypes: ['application/json'],
    handle: (request) => api.handle(request),
  });
  api.servedAt(server.origin);
  return server;
}
