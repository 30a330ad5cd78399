import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { FaultOrder } from '../../sandbox/faults.ts';
import { authUnderTest, expectSilentAbout, failure, REQUEST } from './auth-under-test.ts';
import { jsonOf, type ServedApi, startApi } from './observed-api.ts';
import { canary, deserted, json, serveAnswers, tokenAnswer } from './scripted-api.ts';

let served: ServedApi;
let bearer: string;
beforeAll(async () => {
  served = await startApi();
  const { auth } = authUnderTest({ baseUrl: served.baseUrl, prove: served.bySecret });
  bearer = (await auth.issue('a0', { ...REQUEST, scopes: ['jobs:submit', 'tokens:revoke'] })).access_token;
  served.arrived();
});
afterAll(() => served.close());
afterEach(() => {
  served.faults.clear();
  served.arrived();
});

const byAssertion = () => authUnderTest({ baseUrl: served.baseUrl, prove: served.byAssertion });
const longTokens = () => served.api.tokens().filter(({ kind }) => kind === 'long').length;

describe('issuing is sent again', () => {
  test('after a 429, with another assertion for the same attempt', async () => {
    served.faults.order({ kind: 'throttle', operation: 'issueLongTermToken', seconds: 7, times: 2 });
    const { auth, waits } = byAssertion();
    const before = longTokens();
    await auth.issue('a1', REQUEST);
    const ids = served.arrived().map((request) => decodeJwt(String(jsonOf(request)['assertion'])).jti);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(3);
    expect(ids.every((id) => id?.startsWith('a1-'))).toBe(true);
    expect(waits).toEqual([7000, 7000]);
    expect(longTokens()).toBe(before + 1);
  });

  test('when nobody listens, since no request can have arrived', async () => {
    const proofs: string[] = [];
    const clientSecret = canary();
    const { auth, waits } = authUnderTest({
      baseUrl: await deserted(),
      prove: (attempt) => {
        proofs.push(attempt);
        return Promise.resolve({ kind: 'client-secret', clientSecret });
      },
    });
    const error = await failure(auth.issue('a2', REQUEST));
    expect(error).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE', mayHaveIssued: false });
    expect(error.message).toBe('The API was asked to issue a token: ECONNREFUSED. Try again later.');
    expectSilentAbout(error, [clientSecret]);
    expect(proofs).toEqual(['a2', 'a2', 'a2']);
    expect(waits).toEqual([250, 1000]);
  });
});

describe('issuing is never sent again when a token may have been made', () => {
  test('after a lost answer: exactly one request arrives', async () => {
    served.faults.order({ kind: 'lose-answer', operation: 'issueLongTermToken' });
    const { auth, waits } = byAssertion();
    const before = longTokens();
    const error = await failure(auth.issue('a3', REQUEST));
    expect(error).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE', mayHaveIssued: true });
    expect(error.message).toBe('The API was asked to issue a token: ECONNRESET. Try again later.');
    expectSilentAbout(error, served.secrets);
    expect(served.arrived().length).toBe(1);
    expect(waits).toEqual([]);
    expect(longTokens()).toBe(before + 1);
  });

  test.each<[string, Partial<FaultOrder>]>([
    ['500', { status: 500 }],
    ['502', { status: 502 }],
    ['503', { status: 503 }],
    // A proxy says so as well when the API took the request and its answer did not come in time.
    ['503 with Retry-After', { status: 503, seconds: 1 }],
  ])('after a %s', async (_status, fault) => {
    served.faults.order({ kind: 'refuse', operation: 'issueLongTermToken', ...fault });
    const { auth, waits } = byAssertion();
    const error = await failure(auth.issue('a4', REQUEST));
    expect(error).toMatchObject({
      code: 'TOKEN_API_UNAVAILABLE',
      mayHaveIssued: true,
      retryAfterSeconds: fault.seconds,
    });
    expect(served.arrived().length).toBe(1);
    expect(waits).toEqual([]);
  });
});

describe.each([
  ['exchanging', 'issueShortTermToken', (auth: Auth) => auth.exchange(bearer, ['jobs:submit'])],
  ['revoking', 'revokeToken', (auth: Auth) => auth.revoke('tok_lt_nobody', bearer)],
] as const)('%s is sent again', (_deed, operation, call) => {
  test.each<[string, Omit<FaultOrder, 'operation'>, number[]]>([
    ['a lost answer', { kind: 'lose-answer' }, [250]],
    ['a 500', { kind: 'refuse', status: 500 }, [250]],
    ['a 503', { kind: 'refuse', status: 503 }, [250]],
    ['a 503 with Retry-After', { kind: 'refuse', status: 503, seconds: 4 }, [4000]],
    ['a 429', { kind: 'throttle', seconds: 3 }, [3000]],
  ])('after %s, and succeeds', async (_fault, fault, expectedWaits) => {
    served.faults.order({ operation, ...fault });
    const { auth, waits } = byAssertion();
    await call(auth);
    expect(served.arrived().length).toBe(2);
    expect(waits).toEqual(expectedWaits);
  });

  test.each<[string, Omit<FaultOrder, 'operation'>]>([
    ['is lost', { kind: 'lose-answer' }],
    ['is 500', { kind: 'refuse', status: 500 }],
  ])('three times at most when every answer %s', async (_fault, fault) => {
    served.faults.order({ operation, times: 9, ...fault });
    const { auth, waits } = byAssertion();
    const error = await failure(call(auth));
    expect(error).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE' });
    expectSilentAbout(error, served.secrets);
    expect(served.arrived().length).toBe(3);
    expect(waits).toEqual([250, 1000]);
  });
});

type Auth = ReturnType<typeof authUnderTest>['auth'];

describe('Retry-After', () => {
  async function exchangeAfter(retryAfter: string, remainingMs = 60_000) {
    const limited = json(429, { code: 'rate_limited', message: 'later' }, { 'retry-after': retryAfter });
    const api = await serveAnswers(limited, tokenAnswer());
    const now = Date.parse('2026-03-01T12:00:00Z');
    const { auth, waits } = authUnderTest({
      baseUrl: api.baseUrl,
      clock: () => now,
      remainingMs: () => remainingMs,
    });
    const outcome = await auth.exchange(canary(), ['jobs:submit']).catch((error: unknown) => error);
    await api.close();
    return { outcome, waits, requests: api.requests.length };
  }

  test('is honoured in seconds', async () => {
    expect(await exchangeAfter('30')).toMatchObject({ waits: [30_000], requests: 2 });
  });

  test('is honoured as an HTTP date', async () => {
    expect(await exchangeAfter('Sun, 01 Mar 2026 12:00:20 GMT')).toMatchObject({ waits: [20_000], requests: 2 });
  });

  test('is not waited for when the function could not act any more after it', async () => {
    const { outcome, waits, requests } = await exchangeAfter('30', 44_000);
    expect(outcome).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE', retryAfterSeconds: 30, mayHaveIssued: false });
    expect({ waits, requests }).toEqual({ waits: [], requests: 1 });
  });

  test('that is nonsense counts as none', async () => {
    expect(await exchangeAfter('in a while')).toMatchObject({ waits: [250], requests: 2 });
  });
});
