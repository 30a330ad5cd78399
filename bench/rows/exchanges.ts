import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import axios from 'axios';
import { click2MailAuth } from '../../functions/clients/click2mail-auth.ts';
import { secretVersions } from '../../functions/clients/secret-versions.ts';
import { parseTokenSecret } from '../../functions/core/token-secret.ts';
import { CURRENT } from '../../functions/core/version-labels.ts';
import { Vendor } from '../../functions/vend-short-term-token/vending.ts';
import { noMoreThan, type Row, type RowOptions, type RowResult } from '../result.ts';
import { type StubServices, startStubServices } from '../stub-services.ts';
import { counted } from '../summary.ts';

const VENDS = 10_000;
const AT_ONCE = 50;
const ROUNDS = VENDS / AT_ONCE;
/** Tokens live for a quarter of an hour. */
const TWO_LIVES_MS = 2 * 15 * 60 * 1000;
const SECRET_KEPT_MS = 5 * 60 * 1000;
const SCOPES = ['jobs:submit', 'templates:read'];
const SECRET = 'click2mail/acme';

/** Row 4: how often the API and Secrets Manager are asked for 10,000 vends. */
export const exchangesRow: Row = { number: 4, title: '10,000 vends, 50 at a time, over two token lives', run };

type Vend = () => Promise<unknown>;

async function run({ isQuick, tell }: RowOptions): Promise<RowResult> {
  const services = await startStubServices();
  const secretsManager = new SecretsManagerClient({
    endpoint: services.origin,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  try {
    tell('vending from the vendor');
    const ours = await callsFor(vendorsVend(services, secretsManager), services, ROUNDS);
    tell('vending from a simple cache');
    const cached = await callsFor(cachedVend(services, secretsManager), services, ROUNDS);
    tell('vending without a cache');
    const some = await callsFor(directVend(services, secretsManager), services, isQuick ? 4 : 40);
    const direct = (counts: Calls, count: 'exchanges' | 'reads') => counts[count] * (ROUNDS / (isQuick ? 4 : 40));
    return {
      measures: [
        {
          what: 'exchanges, against a simple cache',
          unit: 'calls',
          ours: counted(ours.exchanges),
          peer: counted(cached.exchanges),
          goal: noMoreThan(3, counted(ours.exchanges)),
        },
        {
          what: 'secret reads, against a simple cache',
          unit: 'calls',
          ours: counted(ours.reads),
          peer: counted(cached.reads),
          goal: noMoreThan(3, counted(ours.reads)),
        },
        {
          what: 'exchanges, against one for each call',
          unit: 'calls',
          ours: counted(ours.exchanges),
          peer: counted(direct(some, 'exchanges')),
        },
        {
          what: 'secret reads, against one for each call',
          unit: 'calls',
          ours: counted(ours.reads),
          peer: counted(direct(some, 'reads')),
        },
      ],
      notes: ['One environment and one profile. One call for each was counted on a part of the vends and multiplied.'],
    };
  } finally {
    secretsManager.destroy();
    await services.close();
  }
}

interface Calls {
  readonly exchanges: number;
  readonly reads: number;
}

/** Vends through so much of the time as so many rounds take, and counts what the services were asked. */
async function callsFor(vend: Vend, services: StubServices, rounds: number): Promise<Calls> {
  let now = Date.now();
  services.now = () => now;
  services.forget();
  for (let round = 0; round < rounds; round += 1) {
    await Promise.all(Array.from({ length: AT_ONCE }, vend));
    now += TWO_LIVES_MS / ROUNDS;
  }
  const calls = (operation: string) => services.calls.get(operation) ?? 0;
  return { exchanges: calls('/auth/tokens/short'), reads: calls('GetSecretValue') };
}

/** The vendor with its real clients. */
function vendorsVend(services: StubServices, secretsManager: SecretsManagerClient): Vend {
  const clock = () => services.now();
  const secret = secretVersions({ secretsManager, secretArn: SECRET, client: 'acme' });
  const api = click2MailAuth({
    baseUrl: `${services.origin}/v2`,
    client: 'acme',
    clientId: 'c2m_acme',
    prove: () => Promise.reject(new TypeError('Nothing is issued here.')),
    clock,
    remainingMs: () => 20_000,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  const vendor = new Vendor({
    readSecret: async () => {
      const { value, versionId } = await secret.read({ label: CURRENT });
      const token = parseTokenSecret(value);
      return token && { token, versionId };
    },
    exchange: (_client, longTermToken, scopes) => api.exchange(longTermToken, scopes),
    clock,
    random: Math.random,
  });
  const profile = { client: 'acme', scopes: SCOPES };
  return () => vendor.vend('mail-merge', profile, { scopes: undefined, minimumLifetimeSeconds: 60 });
}

/** What is usually written: the secret for five minutes, and the token until a minute before its end. */
function cachedVend(services: StubServices, secretsManager: SecretsManagerClient): Vend {
  let secret: { token: string; readAt: number } | undefined;
  let kept: { expires_at: string } | undefined;
  return async () => {
    if (kept !== undefined && Date.parse(kept.expires_at) - 60_000 > services.now()) return kept;
    if (secret === undefined || services.now() - secret.readAt > SECRET_KEPT_MS) {
      secret = { token: await readToken(secretsManager), readAt: services.now() };
    }
    kept = await exchanged(services, secret.token);
    return kept;
  };
}

function directVend(services: StubServices, secretsManager: SecretsManagerClient): Vend {
  return async () => exchanged(services, await readToken(secretsManager));
}

async function readToken(secretsManager: SecretsManagerClient): Promise<string> {
  const { SecretString = '{}' } = await secretsManager.send(new GetSecretValueCommand({ SecretId: SECRET }));
  return (JSON.parse(SecretString) as { access_token: string }).access_token;
}

async function exchanged({ origin }: StubServices, token: string): Promise<{ expires_at: string }> {
  const headers = { authorization: `Bearer ${token}` };
  const url = `${origin}/v2/auth/tokens/short`;
  const { data } = await axios.post<{ expires_at: string }>(url, { scopes: SCOPES }, { headers });
  return data;
}
