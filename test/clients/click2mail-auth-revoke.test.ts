import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { authUnderTest, expectSilentAbout, failure, REQUEST } from './auth-under-test.ts';
import { type ServedApi, startApi } from './observed-api.ts';
import { canary, json, serveAnswers } from './scripted-api.ts';

let served: ServedApi;
let bearer: string;
let auth: ReturnType<typeof authUnderTest>['auth'];
beforeAll(async () => {
  served = await startApi();
  ({ auth } = authUnderTest({ baseUrl: served.baseUrl, prove: served.bySecret }));
  bearer = (await auth.issue('a1', { ...REQUEST, scopes: ['tokens:revoke'] })).access_token;
});
afterAll(() => served.close());

const stateOf = (tokenId: string) => served.api.tokens().find(({ id }) => id === tokenId)?.state;

describe('revoking', () => {
  test('ends a token, without a body or a content type', async () => {
    const token = await auth.issue('a2', REQUEST);
    served.arrived();
    await auth.revoke(token.token_id, bearer);
    expect(stateOf(token.token_id)).toBe('revoked');
    const [request] = served.arrived();
    expect(request?.path).toBe(`/v2/auth/tokens/${token.token_id}/revoke`);
    expect(request?.body.length).toBe(0);
    expect(request?.headers).not.toHaveProperty('content-type');
    expect(request?.headers.authorization).toBe(`Bearer ${bearer}`);
  });

  test('succeeds as often as it is asked for, and for a token that nobody knows', async () => {
    const token = await auth.issue('a3', REQUEST);
    await auth.revoke(token.token_id, bearer);
    await auth.revoke(token.token_id, bearer);
    await auth.revoke('tok_lt_nobody', bearer);
    expect(stateOf(token.token_id)).toBe('revoked');
  });

  test('with a bearer that lacks tokens:revoke, or is not valid, is refused', async () => {
    const token = await auth.issue('a4', REQUEST);
    for (const wrong of [token.access_token, canary()]) {
      const error = await failure(auth.revoke(token.token_id, wrong));
      expect(error).toMatchObject({ name: 'TokenRefused', code: 'TOKEN_REFUSED', status: 401, client: 'acme' });
      expectSilentAbout(error, [wrong]);
    }
    expect(stateOf(token.token_id)).toBe('live');
  });

  test('percent-encodes the id, so that it stays one part of the path', async () => {
    const api = await serveAnswers({ status: 204 });
    const { auth: scripted } = authUnderTest({ baseUrl: api.baseUrl });
    await scripted.revoke('a/b ?c#d%2e\u00e9', bearer);
    await api.close();
    expect(api.requests.map(({ path, query }) => ({ path, query }))).toEqual([
      { path: '/v2/auth/tokens/a%2Fb%20%3Fc%23d%252e%C3%A9/revoke', query: '' },
    ]);
  });

  // RFC 7009, section 2.2, says 200; an API that only took the order in says 202.
  test.each([
    [200, true],
    [201, true],
    [202, true],
    [204, true],
    [404, false],
    [410, false],
  ])('with the answer %d says whether the API knew the token: %s', async (status, wasKnown) => {
    const api = await serveAnswers(wasKnown ? { status } : json(status, { code: 'not_found', message: 'no' }));
    const answered = await authUnderTest({ baseUrl: api.baseUrl }).auth.revoke('tok_lt_1', canary());
    await api.close();
    expect(answered).toBe(wasKnown);
  });
});
