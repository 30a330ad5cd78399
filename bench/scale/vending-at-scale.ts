import { TokenApiUnavailable } from '../../functions/core/errors.ts';
import type { ConsumerSettings } from '../../functions/lambda/settings.ts';
import { Vendor } from '../../functions/vend-short-term-token/vending.ts';

/** How many ask, and from where. */
export interface Scale {
  /** Environments of the vendor that are there at once. */
  readonly environments: number;
  /** Consumers of one client, each with a list of scopes of its own. */
  readonly consumers: number;
}

export interface Load {
  /** Exchanges and reads of the secret in a minute, when all have been there for a while. */
  readonly exchangesAMinute: number;
  readonly readsAMinute: number;
  /** Exchanges that are wanted in the first minute, when all environments begin at once. */
  readonly exchangesAtFirst: number;
  /** Vends of the first quarter of an hour that are refused because of the API's limit, from 0 to 1. */
  readonly refused: number;
}

/** Exchanges of a client that the API allows in a minute (belief: api-rate). */
export const LIMIT_A_MINUTE = 600;

const MINUTE_MS = 60_000;
const LIFE_MS = 15 * MINUTE_MS;
const VEND_EVERY_MS = 20_000;
/** From then on for four times as long as a token is kept. */
const SETTLED_AFTER = 15;
const MINUTES = 60;

/** Lets every environment vend to every consumer, all the time, by a clock of its own. */
export async function vendAtScale(scale: Scale): Promise<Load> {
  const free = await vendFor(MINUTES, Infinity, scale);
  const settled = free.exchanges.slice(SETTLED_AFTER);
  const exchangesAtFirst = free.exchanges[0] ?? 0;
  const { vends, refusals } =
    exchangesAtFirst > LIMIT_A_MINUTE ? await vendFor(SETTLED_AFTER, LIMIT_A_MINUTE, scale) : { vends: 1, refusals: 0 };
  return {
    exchangesAMinute: mean(settled),
    readsAMinute: mean(free.reads.slice(SETTLED_AFTER)),
    exchangesAtFirst,
    refused: refusals / vends,
  };
}

async function vendFor(minutes: number, limit: number, { environments, consumers }: Scale) {
  const none = () => Array.from({ length: minutes }, () => 0);
  const [exchanges, reads] = [none(), none()];
  let [now, vends, refusals] = [0, 0, 0];
  const count = (counts: number[]) =>
    (counts[Math.floor(now / MINUTE_MS)] = (counts[Math.floor(now / MINUTE_MS)] ?? 0) + 1);
  const profiles = Array.from({ length: consumers }, (_, index): ConsumerSettings => ({
    client: 'acme',
    scopes: [`jobs:of-${index}`],
  }));
  const token = (scopes: readonly string[]) => ({
    access_token: 'x',
    token_type: 'Bearer',
    token_id: 'tok_x',
    expires_at: new Date(now + LIFE_MS).toISOString(),
    scopes,
  });
  const vendors = Array.from(
    { length: environments },
    () =>
      new Vendor({
        readSecret: () => {
          count(reads);
          return Promise.resolve({ versionId: 'v', token: { ...token([]), client_id: 'c', issued_at: '' } });
        },
        exchange: (client, _, scopes) => {
          if (count(exchanges) <= limit) return Promise.resolve(token(scopes));
          const retryAfterSeconds = Math.ceil((MINUTE_MS - (now % MINUTE_MS)) / 1000);
          return Promise.reject(new TokenApiUnavailable('429', { client, retryAfterSeconds }));
        },
        clock: () => now,
        random: Math.random,
      }),
  );
  for (; now < minutes * MINUTE_MS; now += VEND_EVERY_MS) {
    for (const vendor of vendors) {
      const asked = profiles.map((profile, index) =>
        vendor.vend(`consumer-${index}`, profile, { scopes: undefined, minimumLifetimeSeconds: 60 }),
      );
      for (const { status } of await Promise.allSettled(asked)) {
        vends += 1;
        if (status === 'rejected') refusals += 1;
      }
    }
  }
  return { exchanges, reads, vends, refusals };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
