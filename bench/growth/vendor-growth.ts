import { setImmediate as turn } from 'node:timers/promises';
import { Vendor } from '../../functions/vend-short-term-token/vending.ts';
import { budget, type RowOptions, type RowResult } from '../result.ts';

const PROFILE = { client: 'acme', scopes: ['jobs:submit', 'templates:read'] };
const LIFE_MS = 15 * 60 * 1000;

const VENDS = 10_000;
const AT_ONCE = 50;
const ROUNDS = VENDS / AT_ONCE;

/** How often the vendor asks others for many vends, while two lives of a token pass. */
export async function growthOfVendor({ tell }: RowOptions): Promise<RowResult> {
  tell('many vends');
  const calls = { exchanges: 0, reads: 0 };
  let now = Date.now();
  const token = () => ({
    access_token: 'x',
    token_type: 'Bearer',
    token_id: 'tok_x',
    expires_at: new Date(now + LIFE_MS).toISOString(),
    scopes: PROFILE.scopes,
  });
  // Others answer a turn later: what is asked meanwhile must not be asked again.
  const vendor = new Vendor({
    readSecret: async (client) => {
      calls.reads += 1;
      await turn();
      return { versionId: 'v', token: { ...token(), client_id: client, issued_at: '' } };
    },
    exchange: async () => {
      calls.exchanges += 1;
      await turn();
      return token();
    },
    clock: () => now,
    random: Math.random,
  });
  const vend = () => vendor.vend('mail-merge', PROFILE, { scopes: undefined, minimumLifetimeSeconds: 60 });
  for (let round = 0; round < ROUNDS; round += 1) {
    await Promise.all(Array.from({ length: AT_ONCE }, vend));
    now += (2 * LIFE_MS) / ROUNDS;
  }
  const what = `${VENDS.toLocaleString('en')} vends over two token lives`;
  const measures = [budget(`${what}: exchanges`, calls.exchanges, 3), budget(`${what}: secret reads`, calls.reads, 3)];
  return { measures, charts: [] };
}
