import { wrongCredentials } from './api-error.ts';
import { ExpiringSet } from './expiring-set.ts';
import { checkKey, type RegisteredKey } from './registered-key.ts';
import { RequestLimit } from './request-limit.ts';

/** A client as it is registered at Click2Mail. */
export interface ClientRegistration {
  readonly clientId: string;
  readonly clientSecret?: string;
  /** What the client may ask for; everything (`*`) when absent. */
  readonly scopes?: readonly string[];
  readonly keys?: readonly RegisteredKey[];
  /** Values of an assertion's `aud` that are accepted besides the full URL of the issue operation. */
  readonly audiences?: readonly string[];
}

/** What the API knows of one client. */
export interface Client {
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly scopes: readonly string[];
  readonly audiences: readonly string[];
  readonly keys: Map<string, RegisteredKey>;
  readonly oneTimeCodes: ExpiringSet;
  /** Ids (`jti`) of the assertions that were accepted and have not expired yet. */
  readonly spentAssertions: ExpiringSet;
  readonly limit: RequestLimit;
}

/** The registered clients. */
export class Clients {
  readonly #clients = new Map<string, Client>();
  readonly #requestsPerMinute: number;

  constructor(requestsPerMinute: number) {
    this.#requestsPerMinute = requestsPerMinute;
  }

  /**
   * Registers a client; a second registration replaces the settings and keys, and forgets nothing else.
   * @throws TypeError when a key does not fit its algorithm
   */
  register({ clientId, clientSecret, scopes = ['*'], keys = [], audiences = [] }: ClientRegistration): void {
    keys.forEach(checkKey);
    const known = this.#clients.get(clientId);
    this.#clients.set(clientId, {
      clientId,
      clientSecret,
      scopes,
      audiences,
      keys: new Map(keys.map((key) => [key.kid, key])),
      oneTimeCodes: known?.oneTimeCodes ?? new ExpiringSet(),
      spentAssertions: known?.spentAssertions ?? new ExpiringSet(),
      limit: known?.limit ?? new RequestLimit(this.#requestsPerMinute),
    });
  }

  isRegistered(clientId: string): boolean {
    return this.#clients.has(clientId);
  }

  /** @throws TypeError when the client is not registered */
  registered(clientId: string): Client {
    const client = this.#clients.get(clientId);
    if (client === undefined) throw new TypeError(`There is no client ${clientId}.`);
    return client;
  }

  /** @throws TypeError when the client is not registered, or the key does not fit its algorithm */
  addKey(clientId: string, key: RegisteredKey): void {
    checkKey(key);
    this.registered(clientId).keys.set(key.kid, key);
  }

  /**
   * The client that sent a request, which is counted against its limit.
   * @throws ApiError 401 when the client is not registered, 429 when it asks too often
   */
  admit(clientId: string, now: number): Client {
    const client = this.#clients.get(clientId);
    if (client === undefined) throw wrongCredentials();
    client.limit.admit(now);
    return client;
  }
}
