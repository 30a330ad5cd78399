import { describe, expect, test } from '@jest/globals';
import { authUnderTest, failure, REQUEST } from './auth-under-test.ts';
import { canary, json, serveAnswers, tokenAnswer } from './scripted-api.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const UNKNOWN = json(401, { code: 'invalid_token', message: 'not known' });
const GONE = { status: 204 };

type Scripted = Parameters<typeof serveAnswers>;

async function asked(answers: Scripted, options: Partial<Parameters<typeof authUnderTest>[0]> = {}) {
  const api = await serveAnswers(...answers);
  return { api, ...authUnderTest({ baseUrl: api.baseUrl, clock: () => NOW, ...options }) };
}

describe('a token that is seconds old, and not known everywhere yet,', () => {
  test('is shown again for ten seconds in an exchange', async () => {
    const { api, auth, waits } = await asked([UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, tokenAnswer()]);
    await expect(auth.exchange(canary(), ['jobs:submit'], NOW - 1000)).resolves.toBeDefined();
    await api.close();
    expect(waits).toEqual([1000, 2000, 3000, 4000]);
  });

  test('is refused for certain after that', async () => {
    const { api, auth } = await asked([UNKNOWN]);
    const error = await failure(auth.exchange(canary(), ['jobs:submit'], NOW - 1000));
    await api.close();
    expect(error).toMatchObject({ code: 'TOKEN_REFUSED', isInvalidToken: true });
    expect(api.requests).toHaveLength(5);
  });

  test('is shown again where it was issued to revoke with', async () => {
    const { api, auth, waits } = await asked([tokenAnswer(), UNKNOWN, UNKNOWN, GONE]);
    const bearer = await auth.issue('a1', REQUEST);
    await expect(auth.revoke('tok_lt_2', bearer.access_token)).resolves.toBe(true);
    await api.close();
    expect(waits).toEqual([1000, 2000]);
  });

  test('is the same one that is shown again where it was bought to issue with', async () => {
    const bought: string[] = [];
    const { api, auth, waits } = await asked([tokenAnswer(), UNKNOWN, UNKNOWN, tokenAnswer()], {
      prove: async () => {
        const { access_token: token } = await auth.exchange(canary(), ['tokens:write']);
        bought.push(token);
        return { kind: 'short-term-token', token };
      },
    });
    await expect(auth.issue('a1', REQUEST)).resolves.toBeDefined();
    await api.close();
    const shown = api.requests.slice(1).map(({ headers }) => headers.authorization);
    expect(bought).toHaveLength(1);
    expect(new Set(shown)).toEqual(new Set([`Bearer ${bought[0]}`]));
    expect(waits).toEqual([1000, 2000]);
  });
});

test('a token of last minute that is refused is dead, and is not shown again', async () => {
  const { api, auth, waits } = await asked([UNKNOWN]);
  for (const issuedAt of [NOW - 60_000, undefined]) {
    const error = await failure(auth.exchange(canary(), ['jobs:submit'], issuedAt));
    expect(error).toMatchObject({ isInvalidToken: true });
  }
  await api.close();
  expect({ waits, requests: api.requests.length }).toEqual({ waits: [], requests: 2 });
});

test('a one-time code is sent once, whatever the answer is', async () => {
  for (const answer of [UNKNOWN, json(429, { code: 'rate_limited', message: 'later' }), { status: 503 }]) {
    const { api, auth, waits } = await asked([answer], { prove: async () => ({ kind: 'otp', code: canary() }) });
    await failure(auth.issue('a1', REQUEST));
    await api.close();
    expect({ waits, requests: api.requests.length }).toEqual({ waits: [], requests: 1 });
  }
});
