import { Vendor } from '../../functions/vend-short-term-token/vending.ts';
import { interleaved } from '../interleaved.ts';
import type { RowOptions, RowResult } from '../result.ts';
import { counted, slopeOf, summarised } from '../summary.ts';

const SCOPES = ['jobs:submit', 'templates:read'];
const LIFE_MS = 15 * 60 * 1000;
const MANY = 200;

/** A vend of a kept token with more and more profiles, each of which has a token kept. */
export async function growthOfVendor({ isQuick, tell }: RowOptions): Promise<RowResult> {
  tell('vendors with more and more profiles');
  const sizes = isQuick ? [1, MANY] : [1, 10, 50, MANY];
  const vends = isQuick ? 500 : 20_000;
  const vendors = await Promise.all(sizes.map(async (size) => [String(size), await warmVendor(size)] as const));
  const candidates = Object.fromEntries(vendors.map(([size, vend]) => [size, () => microsecondsOf(vend, vends)]));
  const measured = await interleaved(candidates, isQuick ? 1 : 15);
  const points = sizes.map((size) => [size, summarised(measured[String(size)] ?? []).median] as const);
  return {
    measures: [
      { what: 'vendor: time of a vend by profiles', unit: 'slope', ours: counted(slopeOf(points)) },
      { what: `vendor with ${MANY} profiles: a vend`, unit: 'µs', ours: summarised(measured[String(MANY)] ?? []) },
    ],
    curves: [{ name: 'vend, by profiles', unit: 'µs', points }],
  };
}

type Vend = (index: number) => Promise<unknown>;

async function warmVendor(size: number): Promise<Vend> {
  const vendor = new Vendor({
    readSecret: (client) =>
      Promise.resolve({
        versionId: 'v',
        token: {
          client_id: client,
          access_token: 'x',
          token_type: 'Bearer',
          token_id: 'tok_x',
          issued_at: '',
          expires_at: '',
          scopes: SCOPES,
        },
      }),
    exchange: () =>
      Promise.resolve({
        access_token: 'x',
        token_type: 'Bearer',
        token_id: 'tok_x',
        expires_at: new Date(Date.now() + LIFE_MS).toISOString(),
        scopes: SCOPES,
      }),
    clock: Date.now,
    random: Math.random,
  });
  // As they are in the settings, which are read once.
  const profiles = Array.from({ length: size }, (_, index) => ({ client: `profile-${index}`, scopes: SCOPES }));
  const vend: Vend = (index) => {
    const profile = profiles[index % size] ?? { client: '', scopes: [] };
    return vendor.vend(profile.client, profile, { scopes: undefined, minimumLifetimeSeconds: 60 });
  };
  for (let index = 0; index < size; index += 1) await vend(index);
  return vend;
}

async function microsecondsOf(vend: Vend, vends: number): Promise<number> {
  const begun = performance.now();
  for (let index = 0; index < vends; index += 1) await vend(index);
  return ((performance.now() - begun) / vends) * 1000;
}
