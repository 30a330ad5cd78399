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
    [401, 'token_expired'],
    [401, 'invalid_client'],
    [403, 'access_denied'],
  ])('an API that answers %d %s has refused', async (status, code) => {
    if (status === 404 && deed === 'revoke a token') return;
    const value = canary();
    const error = await failureFrom(deed, status, { code, message: `no: ${value}`, details: { value } });
    expect(error).toMatchObject({ name: 'TokenRefused', code: 'TOKEN_REFUSED', status, client: 'acme' });
    expect(error.message).toBe(`The API refused to ${deed}: ${status} ${code}.`);
    expect(error).toMatchObject({ isInvalidToken: ['invalid_token', 'token_expired'].includes(code) });
    expectSilentAbout(error, [value]);
  });

  test('a code that is not known is not repeated', async () => {
    const code = canary();
    const error = await failureFrom(deed, 401, { code, message: canary() });
    expect(error.message).toBe(`The API refused to ${deed}: 401 unknown code.`);
    expect(error).toMatchObject({ status: 401, isInvalidToken: false });
    expectSilentAbout(error, [code]);
  });

  test.each([500, 502, 503, 504])(
    'an API that answers %d may have acted, and only issuing leaves a token',
    async (status) => {
      const value = canary();
      const error = await failureFrom(deed, status, { code: value, message: value }, { location: `/v2/${value}` });
      expect(error).toMatchObject({
        code: 'TOKEN_API_UNAVAILABLE',
        mayHaveIssued: deed === 'issue a token',
        client: 'acme',
      });
      expect(error.message).toBe(`The API was asked to ${deed} and answered ${status}. Try again later.`);
      expectSilentAbout(error, [value]);
    },
  );

  test('an API that answers 429 has not acted, and the error tells when to come again', async () => {
    const value = canary();
    const body = { code: 'rate_limited', message: value };
    const error = await failureFrom(deed, 429, body, { 'retry-after': '60' });
    expect(error).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE', mayHaveIssued: false, retryAfterSeconds: 60 });
    expect(error.message).toBe(`The API was asked to ${deed} and answered 429. Try again in 60 s.`);
    expectSilentAbout(error, [value]);
  });

  // A gateway's 408 came after the API had acted, and a live token was left that nobody knew.
  test.each<[number, string, unknown]>([
    [302, 'nothing', ''],
    [307, 'the API’s form', { code: 'moved', message: 'elsewhere' }],
    [400, 'a page', '<h1>no</h1>'],
    [401, 'nothing', ''],
    [403, 'another form', { message: 'Forbidden' }],
    [403, 'a code that is no text', { code: 7, message: 'no' }],
    [403, 'a list', [{ code: 'invalid_token' }]],
    [408, 'a page', '<html>Request Time-out</html>'],
    [408, 'the API’s form', { code: 'invalid_token', message: 'too late' }],
    [413, 'a page', '<h1>too large</h1>'],
    [429, 'another form', { message: 'Too Many Requests' }],
  ])('a gateway that answers %d with %s has not said that nothing was done', async (status, _form, body) => {
    const api = await serveAnswers(typeof body === 'string' ? { status, body } : json(status, body));
    const { auth } = authUnderTest({ baseUrl: api.baseUrl });
    const error = await failure(OPERATIONS[deed]!(auth, canary()));
    await api.close();
    expect(error).toMatchObject({
      code: 'TOKEN_API_UNAVAILABLE',
      mayHaveIssued: deed === 'issue a token',
      client: 'acme',
    });
    expect(error.message).toBe(
      `The API was asked to ${deed} and a gateway answered ${status}: check apiBaseUrl. Try again later.`,
    );
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
