import { describe, expect, test } from '@jest/globals';
import type { TokenApi } from '../../functions/core/token-api.ts';
import { authUnderTest, expectSilentAbout, failure, REQUEST } from './auth-under-test.ts';
import { canary, json, serveAnswers } from './scripted-api.ts';

type Call = (auth: TokenApi, bearer: string) => Promise<unknown>;

const OPERATIONS: Readonly<Record<string, Call>> = {
  'issue a token': (auth) => auth.issue('a1', REQUEST),
  'exchange the token': (auth, bearer) => auth.exchange(bearer, ['jobs:submit']),
  'revoke a token': (auth, bearer) => auth.revoke('tok_lt_1', bearer),
};

async function failureFrom(deed: string, status: number, body: object, headers: Record<string, string> = {}) {
  const bearer = canary();
  const clientSecret = canary();
  const api = await serveAnswers(json(status, body, headers));
  const { auth } = authUnderTest({
    baseUrl: api.baseUrl,
    prove: () => Promise.resolve({ kind: 'client-secret', clientSecret }),
  });
  const error = await failure(OPERATIONS[deed]!(auth, bearer));
  await api.close();
  expectSilentAbout(error, [bearer, clientSecret]);
  return error;
}

describe.each(Object.keys(OPERATIONS))('asked to %s,', (deed) => {
  test.each([
    [400, 'invalid_grant'],
    [401, 'invalid_token'],
    [403, 'insufficient_scope'],
    [404, 'not_found'],
    [400, 'rate_limited'],
  ])('an API that answers %d %s has refused', async (status, code) => {
    if (status === 404 && deed === 'revoke a token') return;
    const value = canary();
    const error = await failureFrom(deed, status, { code, message: `no: ${value}`, details: { value } });
    expect(error).toMatchObject({ name: 'TokenRefused', code: 'TOKEN_REFUSED', status, client: 'acme' });
    expect(error.message).toBe(`The API refused to ${deed}: ${status} ${code}.`);
    expect(error).toMatchObject({ isInvalidToken: code === 'invalid_token' });
    expectSilentAbout(error, [value]);
  });

  test('a code that is not known is not repeated', async () => {
    for (const code of [canary(), 7, undefined]) {
      const error = await failureFrom(deed, 401, { code, message: canary() });
      expect(error.message).toBe(`The API refused to ${deed}: 401 unknown code.`);
      expect(error).toMatchObject({ status: 401, isInvalidToken: false });
      if (typeof code === 'string') expectSilentAbout(error, [code]);
    }
  });

  test.each([302, 307, 500, 502, 503, 504])('an API that answers %d may have acted', async (status) => {
    const value = canary();
    const error = await failureFrom(deed, status, { code: value, message: value }, { location: `/v2/${value}` });
    expect(error).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE', mayHaveActed: true, client: 'acme' });
    expect(error.message).toBe(`The API was asked to ${deed} and answered ${status}. Try again later.`);
    expectSilentAbout(error, [value]);
  });

  test('an API that answers 429 has not acted, and the error tells when to come again', async () => {
    const value = canary();
    const body = { code: 'rate_limited', message: value };
    const error = await failureFrom(deed, 429, body, { 'retry-after': '60' });
    expect(error).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE', mayHaveActed: false, retryAfterSeconds: 60 });
    expect(error.message).toBe(`The API was asked to ${deed} and answered 429. Try again in 60 s.`);
    expectSilentAbout(error, [value]);
  });

  test('a refusal without a body, or with one that is no JSON, is a refusal all the same', async () => {
    for (const body of ['', '<h1>no</h1>']) {
      const api = await serveAnswers({ status: 403, body });
      const { auth } = authUnderTest({ baseUrl: api.baseUrl });
      const error = await failure(OPERATIONS[deed]!(auth, canary()));
      await api.close();
      expect(error).toMatchObject({ code: 'TOKEN_REFUSED', status: 403 });
    }
  });

  test('a redirect is not followed, so that no credential is sent on', async () => {
    const elsewhere = await serveAnswers(json(201, {}));
    for (const status of [301, 302, 303, 307, 308]) {
      const api = await serveAnswers({ status, headers: { location: `${elsewhere.baseUrl}/auth/tokens/long` } });
      const { auth } = authUnderTest({ baseUrl: api.baseUrl });
      expect(await failure(OPERATIONS[deed]!(auth, canary()))).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE' });
      expect(api.requests.length).toBe(1);
      await api.close();
    }
    expect(elsewhere.requests.length).toBe(0);
    await elsewhere.close();
  });
});
