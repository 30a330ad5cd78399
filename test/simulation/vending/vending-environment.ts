import type { VendAnswer } from '../../../functions/vend-short-term-token/answer.ts';
import type { LongTermToken } from '../../../functions/vend-short-term-token/kept-secrets.ts';
import type { Vendor } from '../../../functions/vend-short-term-token/vending.ts';
import { apiPost, BASE_URL } from '../world/api-post.ts';
import { type ClientPlan, clientId, secretName } from '../client-plan.ts';
import { logOf, tell } from '../telling.ts';
import type { Invocation } from '../world/invocation.ts';
import { secretsManagerClient } from '../world/secrets-manager-client.ts';
import type { World } from '../world/world.ts';

/** A consumer, as the vendor's settings would have it. */
export interface ConsumerProfile {
  readonly name: string;
  readonly client: ClientPlan;
  readonly scopes: readonly string[];
}

/** What a consumer sends. */
export interface VendPayload {
  readonly scopes?: readonly string[];
  readonly minimum_lifetime_seconds: number;
  readonly instead_of?: string;
}

const LONGEST_EXCHANGE_MS = 20_000;

/** What the vendor promises to do without reading the secret anew. */
const SECRET_KEPT_MS = 5 * 60_000;

/** One process of the vending function, wired as its handler is: what it keeps lasts until it is killed. */
export class VendingEnvironment {
  readonly #world: World;
  readonly #vendor: Vendor;
  readonly #readAt = new Map<string, number>();
  #invocation: Invocation | undefined;
  #wasRefused = false;
  /** Of the latest invocation. */
  exchanges = 0;
  /** Of the latest invocation: reads of a secret that had been read a moment ago, and that nobody had refused. */
  needlessReads = 0;

  constructor(world: World) {
    this.#world = world;
    this.#vendor = new world.functions.Vendor({
      readSecret: (client) => this.#readSecret(this.#planOf(client)),
      exchange: (client, longTermToken, scopes) => this.#exchange(this.#planOf(client), longTermToken, scopes),
      clock: () => world.time.now(),
      random: () => world.random.integer(1000) / 1000,
    });
  }

  async vend({ name, client, scopes }: ConsumerProfile, payload: VendPayload, at: Invocation): Promise<VendAnswer> {
    this.#invocation = at;
    this.#wasRefused = false;
    this.exchanges = 0;
    this.needlessReads = 0;
    const { functions, time } = this.#world;
    const profile = { client: client.name, scopes };
    const vended = await this.#vendor.vend(name, profile, functions.readVendRequest(payload));
    const now = time.now();
    const answer = functions.vendAnswer(vended, now);
    const usage = { requestId: at.name, profile: name, claimedCaller: undefined, client: client.name, vended };
    const record = functions.usageRecord({ ...usage, remainingSeconds: answer.expires_in, now, durationMs: 0 });
    tell(this.#world, client.name, record);
    return answer;
  }

  async #readSecret(client: ClientPlan): Promise<LongTermToken | undefined> {
    const { functions, secretsManager, random, unreadable, time } = this.#world;
    const wasReadAt = this.#readAt.get(client.name) ?? -Infinity;
    if (!this.#wasRefused && time.now() - wasReadAt < SECRET_KEPT_MS) this.needlessReads += 1;
    const isUnreadable = (versionId: string) => unreadable.has(versionId);
    const secret = functions.secretVersions({
      secretsManager: secretsManagerClient(secretsManager, this.#at(), client.name, random, isUnreadable),
      secretArn: secretName(client),
      client: client.name,
    });
    const readAt = time.now();
    const { value, versionId } = await secret.read({ label: 'AWSCURRENT' });
    const token = functions.parseTokenSecret(value);
    if (token === undefined) return undefined;
    this.#readAt.set(client.name, readAt);
    return { token, versionId };
  }

  #exchange(client: ClientPlan, longTermToken: string, scopes: readonly string[]) {
    const { functions, time, api } = this.#world;
    this.exchanges += 1;
    const until = time.now() + LONGEST_EXCHANGE_MS;
    const log = logOf(this.#world, client);
    const auth = functions.click2MailAuth({
      baseUrl: BASE_URL,
      client: client.name,
      clientId: clientId(client),
      prove: () => Promise.reject(new TypeError('The vendor issues nothing.')),
      clock: () => time.now(),
      remainingMs: () => until - time.now(),
      wait: (ms) => time.wait(ms),
      post: apiPost(api, this.#at(), client.name, functions),
      log,
    });
    return auth.exchange(longTermToken, scopes).catch((error: unknown) => {
      this.#wasRefused = true;
      log.warn('An exchange failed', { client: client.name, error });
      throw error;
    });
  }

  #at(): Invocation {
    if (this.#invocation === undefined) throw new TypeError('The vendor called a service before it was invoked.');
    return this.#invocation;
  }

  #planOf(name: string): ClientPlan {
    const client = this.#world.plan.clients.find((one) => one.name === name);
    if (client === undefined) throw new TypeError(`There is no client ${name}.`);
    return client;
  }
}
