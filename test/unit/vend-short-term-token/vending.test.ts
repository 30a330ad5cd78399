import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { TokenApiUnavailable, TokenRefused, TokenUnfit } from '../../../functions/core/errors.ts';
import type { ShortTermToken } from '../../../functions/core/token-api.ts';
import type { TokenSecret } from '../../../functions/core/token-secret.ts';
import type { LongTermToken } from '../../../functions/vend-short-term-token/kept-secrets.ts';
import { Vendor } from '../../../functions/vend-short-term-token/vending.ts';

const PROFILE = { client: 'acme', scopes: ['jobs:*', 'templates:read'] };
const ALL = { scopes: undefined, minimumLifetimeSeconds: 60 };

/** The world around a vendor: a secret, the API's answers, and a clock. */
let now: number;
let versionId: string | undefined;
let exchanges: { longTermToken: string; scopes: readonly string[] }[];
let reads: number;
let answer: (longTermToken: string, scopes: readonly string[]) => 'token' | 'more than asked' | 'nothing' | Error;
let lifeMs: number;
let issuedAt: number;
let vendor: Vendor;

beforeEach(() => {
  now = Date.parse('2026-03-01T12:00:00Z');
  versionId = 'v1';
  exchanges = [];
  reads = 0;
  answer = () => 'token';
  lifeMs = 900_000;
  issuedAt = now - 86_400_000;
  vendor = new Vendor({
    readSecret: () => {
      reads += 1;
      return Promise.resolve(versionId === undefined ? undefined : secretOf(versionId));
    },
    exchange: (_client, longTermToken, scopes) => {
      exchanges.push({ longTermToken, scopes });
      const came = answer(longTermToken, scopes);
      if (came instanceof Error) return Promise.reject(came);
      return Promise.resolve({
        access_token: `st_${exchanges.length}`,
        token_type: 'Bearer',
        token_id: `tok_st_${exchanges.length}`,
        expires_at: new Date(now + lifeMs).toISOString(),
        scopes: GRANTED[came](scopes),
      });
    },
    clock: () => now,
    random: () => 0.5,
  });
});

const GRANTED = {
  token: (scopes: readonly string[]) => scopes,
  'more than asked': (scopes: readonly string[]) => [...scopes, 'billing:read'],
  nothing: () => [],
};

const secretOf = (version: string): LongTermToken => ({
  versionId: version,
  token: { access_token: `lt_${version}`, issued_at: new Date(issuedAt).toISOString() } as TokenSecret,
});

const outage = (retryAfterSeconds?: number) => new TokenApiUnavailable('down', { client: 'acme', retryAfterSeconds });
const refused = () => new TokenRefused('no', { status: 401, apiCode: 'invalid_token' });

describe('a token', () => {
  test('is exchanged once and kept for everybody who may have it', async () => {
    const first = await vendor.vend('mail-merge', PROFILE, ALL);
    now += 60_000;
    const second = await vendor.vend('mail-merge', PROFILE, ALL);
    expect([first.origin, second.origin]).toEqual(['exchanged', 'kept']);
    expect(second.token).toEqual(first.token);
    expect(exchanges).toEqual([{ longTermToken: 'lt_v1', scopes: ['jobs:*', 'templates:read'] }]);
  });

  test('is exchanged once for callers at the same time', async () => {
    const vended = await Promise.all(Array.from({ length: 20 }, () => vendor.vend('mail-merge', PROFILE, ALL)));
    expect(new Set(vended.map(({ token }) => token.access_token)).size).toBe(1);
    expect(exchanges).toHaveLength(1);
  });

  test('of fewer scopes is another token', async () => {
    await vendor.vend('mail-merge', PROFILE, ALL);
    await vendor.vend('mail-merge', PROFILE, { ...ALL, scopes: ['jobs:submit'] });
    expect(exchanges.map(({ scopes }) => scopes)).toEqual([['jobs:*', 'templates:read'], ['jobs:submit']]);
  });

  test('is never handed out with less life than was asked for', async () => {
    await vendor.vend('mail-merge', PROFILE, ALL);
    now += 400_000;
    const { token } = await vendor.vend('mail-merge', PROFILE, { ...ALL, minimumLifetimeSeconds: 600 });
    expect(Date.parse(token.expires_at) - now).toBeGreaterThanOrEqual(600_000);
  });

  test('is refreshed when a quarter of its life is left', async () => {
    await vendor.vend('mail-merge', PROFILE, ALL);
    now += 674_999;
    expect((await vendor.vend('mail-merge', PROFILE, ALL)).origin).toBe('kept');
    now += 1;
    expect((await vendor.vend('mail-merge', PROFILE, ALL)).origin).toBe('exchanged');
  });

  test('is handed out with just the life that was asked for', async () => {
    await vendor.vend('mail-merge', PROFILE, ALL);
    now += 300_000;
    expect((await vendor.vend('mail-merge', PROFILE, { ...ALL, minimumLifetimeSeconds: 600 })).origin).toBe('kept');
  });

  test('of a short life is refreshed however new it is', async () => {
    lifeMs = 40_000;
    const any = { ...ALL, minimumLifetimeSeconds: 0 };
    await vendor.vend('mail-merge', PROFILE, any);
    now += 30_000;
    await vendor.vend('mail-merge', PROFILE, any);
    expect(exchanges).toHaveLength(2);
  });

  test('is still handed out to others while one caller refreshes it', async () => {
    await vendor.vend('mail-merge', PROFILE, ALL);
    now += 700_000;
    const both = await Promise.all([vendor.vend('mail-merge', PROFILE, ALL), vendor.vend('mail-merge', PROFILE, ALL)]);
    expect(both.map(({ origin }) => origin)).toEqual(['exchanged', 'kept']);
    expect(exchanges).toHaveLength(2);
  });

  test('is not handed out once the clock has jumped past its end', async () => {
    await vendor.vend('mail-merge', PROFILE, ALL);
    now += 10 * 86_400_000;
    expect((await vendor.vend('mail-merge', PROFILE, ALL)).origin).toBe('exchanged');
  });

  test.each(['more than asked', 'nothing'] as const)('that was granted %s is not handed out', async (granted) => {
    answer = () => granted;
    await expect(vendor.vend('mail-merge', PROFILE, ALL)).rejects.toThrow(TokenUnfit);
  });

  test('of one client is not that of another, with the same scopes', async () => {
    const first = await vendor.vend('mail-merge', PROFILE, ALL);
    const second = await vendor.vend('reports', { ...PROFILE, client: 'globex' }, ALL);
    expect(second.token).not.toEqual(first.token);
    expect(second.origin).toBe('exchanged');
  });

  test('that lives shorter than the caller wants is not handed out, and not asked for again and again', async () => {
    lifeMs = 300_000;
    const wants = { ...ALL, minimumLifetimeSeconds: 600 };
    for (let times = 0; times < 5; times += 1) {
      await expect(vendor.vend('mail-merge', PROFILE, wants)).rejects.toMatchObject({
        message: expect.stringContaining('gives tokens of 300 s'),
        client: 'acme',
      });
    }
    now += 59_999;
    await expect(vendor.vend('mail-merge', PROFILE, wants)).rejects.toThrow(TokenApiUnavailable);
    expect(exchanges).toHaveLength(1);
    expect((await vendor.vend('mail-merge', PROFILE, ALL)).origin).toBe('kept');
    now += 1;
    await expect(vendor.vend('mail-merge', PROFILE, wants)).rejects.toThrow(TokenApiUnavailable);
    expect(exchanges).toHaveLength(2);
  });
});

describe('a token that was refused to a caller', () => {
  const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

  test.each([
    ['its id', (token: ShortTermToken) => token.token_id ?? ''],
    ['its hash', ({ access_token }: ShortTermToken) => hashOf(access_token)],
    ['its hash in capitals', ({ access_token }: ShortTermToken) => hashOf(access_token).toUpperCase()],
  ])('and is named by %s is dropped, and another exchanged', async (_what, nameOf) => {
    const { token } = await vendor.vend('mail-merge', PROFILE, ALL);
    const second = await vendor.vend('mail-merge', PROFILE, { ...ALL, insteadOf: nameOf(token) });
    expect(second.origin).toBe('exchanged');
    expect((await vendor.vend('reports', PROFILE, ALL)).token).toEqual(second.token);
  });

  test('and was replaced meanwhile costs no exchange', async () => {
    const { token } = await vendor.vend('mail-merge', PROFILE, ALL);
    const insteadOf = token.token_id;
    await vendor.vend('mail-merge', PROFILE, { ...ALL, insteadOf });
    expect((await vendor.vend('reports', PROFILE, { ...ALL, insteadOf })).origin).toBe('kept');
    expect(exchanges).toHaveLength(2);
  });

  test('is replaced once a minute for a consumer and a list of scopes', async () => {
    const renew = async () => {
      const { token } = await vendor.vend('mail-merge', PROFILE, ALL);
      return vendor.vend('mail-merge', PROFILE, { ...ALL, insteadOf: token.token_id });
    };
    await renew();
    const { token } = await vendor.vend('reports', PROFILE, ALL);
    await expect(vendor.vend('reports', PROFILE, { ...ALL, insteadOf: token.token_id })).resolves.toBeDefined();
    now += 20_000;
    await expect(renew()).rejects.toMatchObject({ code: 'RENEWED_JUST_NOW', retryAfterSeconds: 40 });
    now += 40_000;
    expect((await renew()).origin).toBe('exchanged');
  });

  test('does not open what another consumer may have', async () => {
    const { token } = await vendor.vend('mail-merge', PROFILE, ALL);
    const other = { client: 'acme', scopes: ['jobs:submit'] };
    await vendor.vend('narrow', other, { ...ALL, insteadOf: token.token_id });
    expect((await vendor.vend('mail-merge', PROFILE, ALL)).token).toEqual(token);
  });
});

describe('the secret', () => {
  test('is read anew when the API refuses its token, and another version is tried', async () => {
    await vendor.vend('mail-merge', PROFILE, ALL);
    versionId = 'v2';
    answer = (token) => (token === 'lt_v1' ? refused() : 'token');
    now += 240_000;
    const { versionId: used } = await vendor.vend('mail-merge', PROFILE, { ...ALL, scopes: ['jobs:submit'] });
    expect(used).toBe('v2');
    expect(reads).toBe(2);
  });

  test('that has no other version is not tried a second time', async () => {
    answer = refused;
    await expect(vendor.vend('mail-merge', PROFILE, ALL)).rejects.toThrow(TokenRefused);
    expect(exchanges).toHaveLength(1);
    expect(reads).toBe(2);
  });

  test('is read anew after five minutes, so that a rotation is noticed within its grace', async () => {
    await vendor.vend('mail-merge', PROFILE, ALL);
    versionId = 'v2';
    now += 300_000;
    expect((await vendor.vend('mail-merge', PROFILE, { ...ALL, scopes: ['jobs:submit'] })).versionId).toBe('v2');
  });

  test('is read once for several exchanges', async () => {
    for (const scopes of [['jobs:submit'], ['jobs:read'], ['templates:read']]) {
      now += 100_000;
      await vendor.vend('mail-merge', PROFILE, { ...ALL, scopes });
    }
    expect([reads, exchanges.length]).toEqual([1, 3]);
  });

  test('whose token was issued a moment ago and revoked since is read anew, and another version is tried', async () => {
    issuedAt = now;
    await vendor.vend('mail-merge', PROFILE, ALL);
    versionId = 'v2';
    answer = (token) => (token === 'lt_v1' ? refused() : 'token');
    now += 20_000;
    expect((await vendor.vend('mail-merge', PROFILE, { ...ALL, scopes: ['jobs:submit'] })).versionId).toBe('v2');
  });

  test('whose token was issued a moment ago, and is not known yet, is worth another try later', async () => {
    await vendor.vend('mail-merge', PROFILE, ALL);
    versionId = 'v2';
    issuedAt = now + 690_000;
    answer = refused;
    now += 700_000;
    expect((await vendor.vend('mail-merge', PROFILE, ALL)).origin).toBe('kept');
    const narrow = { ...ALL, scopes: ['jobs:submit'] };
    await expect(vendor.vend('reports', PROFILE, narrow)).rejects.toMatchObject({
      code: 'TOKEN_API_UNAVAILABLE',
      retryAfterSeconds: 2,
    });
    now += 60_000;
    await expect(vendor.vend('reports', PROFILE, narrow)).rejects.toThrow(TokenRefused);
  });

  test('without a token is said plainly, and the next request looks again', async () => {
    versionId = undefined;
    await expect(vendor.vend('mail-merge', PROFILE, ALL)).rejects.toMatchObject({
      code: 'NOT_BOOTSTRAPPED',
      client: 'acme',
    });
    versionId = 'v1';
    expect((await vendor.vend('mail-merge', PROFILE, ALL)).origin).toBe('exchanged');
  });
});

describe('while the API fails', () => {
  test('callers notice nothing as long as the kept token lasts, and the API is left alone', async () => {
    await vendor.vend('mail-merge', PROFILE, ALL);
    answer = () => outage();
    now += 700_000;
    for (let second = 0; second < 100; second += 1) {
      now += 1000;
      expect((await vendor.vend('mail-merge', PROFILE, ALL)).origin).toBe('kept');
    }
    expect(exchanges.length).toBeLessThan(10);
  });

  test('a kept token is handed out to its end, and not at it', async () => {
    await vendor.vend('mail-merge', PROFILE, ALL);
    answer = () => outage();
    const any = { ...ALL, minimumLifetimeSeconds: 0 };
    now += 899_999;
    expect((await vendor.vend('mail-merge', PROFILE, any)).origin).toBe('kept');
    now += 1;
    await expect(vendor.vend('mail-merge', PROFILE, any)).rejects.toThrow(TokenApiUnavailable);
  });

  test('the wait begins anew after a success', async () => {
    const failsFor = async (seconds: number) => {
      await expect(vendor.vend('mail-merge', PROFILE, ALL)).rejects.toThrow('down');
      await expect(vendor.vend('mail-merge', PROFILE, ALL)).rejects.toMatchObject({ retryAfterSeconds: seconds });
      now += seconds * 1000;
    };
    answer = () => outage();
    await failsFor(1);
    await failsFor(2);
    answer = () => 'token';
    await vendor.vend('mail-merge', PROFILE, ALL);
    now += 900_000;
    answer = () => outage();
    await failsFor(1);
  });

  test('without a kept token the caller is told when to come again, and is not let through before', async () => {
    answer = () => outage(30);
    await expect(vendor.vend('mail-merge', PROFILE, ALL)).rejects.toMatchObject({ retryAfterSeconds: 30 });
    now += 10_000;
    await expect(vendor.vend('mail-merge', PROFILE, ALL)).rejects.toMatchObject({
      client: 'acme',
      retryAfterSeconds: 20,
      isBackOff: true,
    });
    expect(exchanges).toHaveLength(1);
    now += 20_000;
    answer = () => 'token';
    expect((await vendor.vend('mail-merge', PROFILE, ALL)).origin).toBe('exchanged');
  });

  test('a refusal of one list of scopes delays neither another list nor another consumer', async () => {
    answer = (_token, scopes) => (scopes.includes('jobs:odd') ? refused() : 'token');
    const odd = { ...ALL, scopes: ['jobs:odd'] };
    await expect(vendor.vend('mail-merge', PROFILE, odd)).rejects.toThrow(TokenRefused);
    await expect(vendor.vend('mail-merge', PROFILE, odd)).rejects.toMatchObject({ isBackOff: true });
    expect((await vendor.vend('mail-merge', PROFILE, ALL)).origin).toBe('exchanged');
    await expect(vendor.vend('reports', PROFILE, odd)).rejects.toThrow(TokenRefused);
  });

  test('one profile waiting does not make another one wait', async () => {
    answer = () => outage(60);
    await expect(vendor.vend('mail-merge', PROFILE, ALL)).rejects.toThrow(TokenApiUnavailable);
    answer = () => 'token';
    expect((await vendor.vend('reports', { ...PROFILE, scopes: ['jobs:read'] }, ALL)).origin).toBe('exchanged');
  });
});

test('a consumer cannot make the client pay for ever more narrowings, nor keep others from theirs', async () => {
  const ask = (index: number) => vendor.vend('mail-merge', PROFILE, { ...ALL, scopes: [`jobs:a${'b'.repeat(index)}`] });
  for (let index = 0; index < 16; index += 1) await ask(index);
  await expect(ask(16)).rejects.toMatchObject({ code: 'TOO_MANY_NARROWINGS', client: 'acme' });
  expect((await ask(3)).origin).toBe('kept');
  expect((await vendor.vend('reports', PROFILE, { ...ALL, scopes: ['jobs:read'] })).origin).toBe('exchanged');
  now += 900_000;
  expect((await ask(16)).origin).toBe('exchanged');
});
