import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LoopbackResponse } from '../../sandbox/loopback-server.ts';
import { authUnderTest, expectSilentAbout, failure, REQUEST } from './auth-under-test.ts';
import { jsonOf, type ServedApi, startApi } from './observed-api.ts';
import { canary, json, serveAnswers, tokenAnswer } from './scripted-api.ts';

let served: ServedApi;
let longTermToken: string;
let auth: ReturnType<typeof authUnderTest>['auth'];
beforeAll(async () => {
  served = await startApi();
  ({ auth } = authUnderTest({ baseUrl: served.baseUrl, prove: served.bySecret }));
  longTermToken = (await auth.issue('a1', REQUEST)).access_token;
  served.arrived();
});
afterAll(() => served.close());

async function exchangeFrom(answer: LoopbackResponse, token = canary()) {
  const api = await serveAnswers(answer);
  try {
    return await authUnderTest({ baseUrl: api.baseUrl }).auth.exchange(token, ['jobs:submit']);
  } finally {
    await api.close();
  }
}

describe('an exchange', () => {
  test('buys a short-term token of narrower scopes, by the long-term token in the Authorization header', async () => {
    const token = await auth.exchange(longTermToken, ['jobs:submit']);
    expect(token.scopes).toEqual(['jobs:submit']);
    expect(served.secrets.has(token.access_token)).toBe(true);
    expect(Object.keys(token)).toEqual(['access_token', 'token_type', 'token_id', 'expires_at', 'scopes']);
    const [request] = served.arrived();
    expect(jsonOf(request!)).toEqual({ scopes: ['jobs:submit'] });
    expect(request?.headers.authorization).toBe(`Bearer ${longTermToken}`);
    expect(request?.headers).not.toHaveProperty('x-client-id');
  });

  test('with a token that is not known or revoked is refused for certain', async () => {
    const revoked = await auth.issue('a2', REQUEST);
    served.api.revokeOutOfBand(revoked.token_id);
    for (const token of [revoked.access_token, canary()]) {
      const error = await failure(auth.exchange(token, ['jobs:submit']));
      expect(error).toMatchObject({ code: 'TOKEN_REFUSED', status: 401, isInvalidToken: true, client: 'acme' });
      expectSilentAbout(error, [token]);
    }
  });

  test('for scopes that the token does not have is refused, and says nothing against the token', async () => {
    const error = await failure(auth.exchange(longTermToken, ['tokens:write']));
    expect(error).toMatchObject({ code: 'TOKEN_REFUSED', isInvalidToken: false });
  });

  test('tells the scopes that were granted, or the asked ones when the answer names none', async () => {
    expect((await exchangeFrom(tokenAnswer({ scopes: ['jobs:*'] }))).scopes).toEqual(['jobs:*']);
    expect((await exchangeFrom(tokenAnswer({ scopes: undefined }))).scopes).toEqual(['jobs:submit']);
  });

  test('does not need the token to have an id', async () => {
    await expect(exchangeFrom(tokenAnswer({ token_id: undefined }))).resolves.toBeDefined();
  });

  test('of which the answer cannot be read tells nothing of the answer', async () => {
    const bearer = canary();
    const value = canary();
    const error = await failure(exchangeFrom(json(201, { token: value }), bearer));
    expect(error).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE', mayHaveIssued: false });
    expect(error.message).toBe('The API was asked to exchange the token and gave an answer that cannot be read.');
    expectSilentAbout(error, [bearer, value]);
  });
});
