import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { click2MailAuth } from '../../functions/clients/click2mail-auth.ts';
import { secretVersions } from '../../functions/clients/secret-versions.ts';
import { TokenApiUnavailable } from '../../functions/core/errors.ts';
import { parseTokenSecret } from '../../functions/core/token-secret.ts';
import { CURRENT } from '../../functions/core/version-labels.ts';
import { type Vended, Vendor } from '../../functions/vend-short-term-token/vending.ts';
import { SeededRandom } from '../simulation/histories/seeded-random.ts';
import { assemblyOf } from '../support/assembly.ts';
import { SweepFunction } from '../support/sweep-function.ts';
import { TestSandbox } from '../support/test-sandbox.ts';

const VENDS = 10_000;
const AT_ONCE = 8;
const ROUNDS = VENDS / AT_ONCE;
const SECONDS = 12 * 60 * 60;
const STEP = SECONDS / ROUNDS;

const PROFILE = { client: 'acme', scopes: ['jobs:submit', 'templates:read'] };
const ASKED = [undefined, ['jobs:submit']] as const;
/** A token that is about to be refreshed has more left: 0.2 of 15 minutes. */
const MOST_MINIMUM_S = 170;
/** Tokens live for 15 minutes and are refreshed when 0.3 to 0.2 of that is left. */
const SHORTEST_USE_S = 15 * 60 * 0.7;

let running: TestSandbox;
let secretsManager: SecretsManagerClient;
let exchanges = 0;

beforeAll(async () => {
  running = await TestSandbox.start(assemblyOf('acme'));
  await running.client('acme').issueFirstToken();
  secretsManager = new SecretsManagerClient({
    endpoint: running.sandbox.awsEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});

afterAll(async () => {
  secretsManager.destroy();
  await running.stop();
});

/** One execution environment, on the sandbox's time: the real clients, over HTTP. */
function vendorOnMovedTime(random: SeededRandom): Vendor {
  const { clock, apiBaseUrl, clients } = running.sandbox;
  const secret = secretVersions({ secretsManager, secretArn: clients[0]?.secretArn ?? '', client: 'acme' });
  const api = click2MailAuth({
    baseUrl: apiBaseUrl,
    client: 'acme',
    clientId: 'c2m_acme',
    prove: () => Promise.reject(new TypeError('Nothing is issued here.')),
    clock: () => clock.now(),
    remainingMs: () => 20_000,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined, unaccounted: () => undefined },
  });
  return new Vendor({
    readSecret: async () => {
      const { value, versionId } = await secret.read({ label: CURRENT });
      const token = parseTokenSecret(value);
      return token && { token, versionId };
    },
    exchange: (_client, longTermToken, scopes) => {
      exchanges += 1;
      return api.exchange(longTermToken, scopes);
    },
    clock: () => clock.now(),
    random: () => random.integer(1000) / 1000,
  });
}

const minuteOf = (round: number) => (round * STEP) / 60;

test('10,000 vends in half a day, with a rotation, a revocation and an outage: every token is good and lasts as asked', async () => {
  const { clock, faults, api } = running.sandbox;
  const random = new SeededRandom(20_261_124);
  const vendor = vendorOnMovedTime(random);
  const sweep = new SweepFunction(running);
  const versions = new Set<string>();
  let vends = 0;
  let failed = 0;
  let wasOut = false;

  const vend = async (): Promise<void> => {
    const scopes = ASKED[random.integer(2)];
    const minimumLifetimeSeconds = random.integer(MOST_MINIMUM_S);
    let vended: Vended;
    try {
      vended = await vendor.vend('mail-merge', PROFILE, { scopes, minimumLifetimeSeconds });
    } catch (error) {
      // While the API is out and what was kept is used up, callers are told when to come again.
      expect(error).toBeInstanceOf(TokenApiUnavailable);
      expect(wasOut).toBe(true);
      failed += 1;
      return;
    }
    vends += 1;
    versions.add(vended.versionId);
    const { token } = vended;
    const record = api.tokens().find(({ id }) => id === token.token_id);
    expect(record).toMatchObject({ kind: 'short', state: 'live', scopes: token.scopes });
    expect(((record?.expiresAt ?? 0) - clock.now()) / 1000).toBeGreaterThanOrEqual(minimumLifetimeSeconds);
  };

  for (let round = 0; round < ROUNDS; round += 1) {
    const isAt = (minute: number) => minuteOf(round) <= minute && minute < minuteOf(round + 1);
    if (isAt(240)) await running.client('acme').rotate();
    if (isAt(360)) {
      faults.order({
        kind: 'refuse',
        status: 503,
        service: 'click2mail',
        operation: 'issueShortTermToken',
        times: Infinity,
      });
      wasOut = true;
    }
    if (isAt(362)) {
      // Whatever was kept when the API went out has more than two minutes left.
      expect(failed).toBe(0);
    }
    if (isAt(370)) faults.clear();
    // A back-off ends within half a minute.
    if (isAt(372)) wasOut = false;
    if (isAt(480)) expect(await sweep.revokeNow('acme')).toMatchObject({ outcome: 'revoked' });
    await Promise.all(Array.from({ length: AT_ONCE }, vend));
    await clock.advance(STEP);
  }

  expect(versions.size).toBe(3);
  expect(vends + failed).toBe(VENDS);
  expect(failed).toBeLessThan((10 * 60 * AT_ONCE) / STEP);
  const accepted = api.tokens().filter(({ kind, clientId }) => kind === 'short' && clientId === 'c2m_acme').length;
  const necessary = Math.ceil(SECONDS / SHORTEST_USE_S) + 1;
  expect(accepted).toBeLessThanOrEqual(ASKED.length * (necessary + 2));
  // Refused ones: a token that was revoked, and what the back-off let through in ten minutes.
  expect(exchanges - accepted).toBeLessThan(60);
});
