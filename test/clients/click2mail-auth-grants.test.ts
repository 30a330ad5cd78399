import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { GrantProof } from '../../functions/clients/grant-proof.ts';
import { AssertionNotSigned } from '../../functions/core/errors.ts';
import { authUnderTest, failure, REQUEST } from './auth-under-test.ts';
import { ASSERTION_TYPE, CLIENT_ID, jsonOf, type ServedApi, startApi } from './observed-api.ts';

let served: ServedApi;
beforeAll(async () => {
  served = await startApi();
});
afterAll(() => served.close());

const issueBy = (prove: () => Promise<GrantProof>) =>
  authUnderTest({ baseUrl: served.baseUrl, prove }).auth.issue('a1', REQUEST);

async function shortToken(scopes: string[]): Promise<string> {
  const { auth } = authUnderTest({ baseUrl: served.baseUrl, prove: served.bySecret });
  const long = await auth.issue('a0', { ...REQUEST, scopes });
  const short = await auth.exchange(long.access_token, scopes);
  served.arrived();
  return short.access_token;
}

describe('a long-term token is issued', () => {
  test('for an assertion that is made for the attempt and its time', async () => {
    const { auth } = authUnderTest({ baseUrl: served.baseUrl, prove: served.byAssertion });
    await auth.issue('a1', REQUEST);
    const [request] = served.arrived();
    expect(request?.headers['x-client-id']).toBe(CLIENT_ID);
    expect(request?.headers).not.toHaveProperty('authorization');
    expect(jsonOf(request!)).toEqual({
      grant_type: 'assertion',
      assertion_type: ASSERTION_TYPE,
      assertion: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      client_id: CLIENT_ID,
      scopes: REQUEST.scopes,
      ttl_seconds: REQUEST.ttlSeconds,
    });
  });

  test('for the client secret', async () => {
    await issueBy(served.bySecret);
    const [request] = served.arrived();
    expect(request?.headers['x-client-id']).toBe(CLIENT_ID);
    expect(jsonOf(request!)).toEqual({
      grant_type: 'client_credentials',
      client_secret: served.clientSecret,
      client_id: CLIENT_ID,
      scopes: REQUEST.scopes,
      ttl_seconds: REQUEST.ttlSeconds,
    });
  });

  test('for a one-time code, once', async () => {
    const code = served.api.oneTimeCode(CLIENT_ID);
    const byCode = () => issueBy(() => Promise.resolve({ kind: 'otp', code }));
    await byCode();
    const [request] = served.arrived();
    expect(request?.headers['x-client-id']).toBe(CLIENT_ID);
    expect(jsonOf(request!)).toMatchObject({ grant_type: 'client_credentials', otp_code: code });
    expect(await failure(byCode())).toMatchObject({ code: 'TOKEN_REFUSED', status: 401 });
    served.arrived();
  });

  test('for a short-term token with tokens:write, which goes into the Authorization header alone', async () => {
    const token = await shortToken(['tokens:write', 'jobs:submit', 'templates:read']);
    await issueBy(() => Promise.resolve({ kind: 'short-term-token', token }));
    const [request] = served.arrived();
    expect(request?.headers.authorization).toBe(`Bearer ${token}`);
    expect(request?.headers).not.toHaveProperty('x-client-id');
    expect(jsonOf(request!)).toEqual({
      grant_type: 'client_credentials',
      client_id: CLIENT_ID,
      scopes: REQUEST.scopes,
      ttl_seconds: REQUEST.ttlSeconds,
    });
  });

  test('not for a short-term token without that scope', async () => {
    const token = await shortToken(['jobs:submit']);
    const error = await failure(issueBy(() => Promise.resolve({ kind: 'short-term-token', token })));
    expect(error).toMatchObject({ code: 'TOKEN_REFUSED', status: 403, client: 'acme' });
    expect(error.message).toBe('The API refused to issue a token: 403 insufficient_scope.');
  });
});

test('without a proof there is no request, and the reason is told as it is', async () => {
  served.arrived();
  const reason = new AssertionNotSigned('KMS is away.', { client: 'acme' });
  await expect(issueBy(() => Promise.reject(reason))).rejects.toBe(reason);
  expect(served.arrived().length).toBe(0);
});

test('nothing is said of the client beyond what the API needs, and no compressed answer is asked for', async () => {
  served.arrived();
  await issueBy(served.bySecret);
  const [request] = served.arrived();
  expect(Object.keys(request?.headers ?? {}).toSorted()).toEqual([
    'accept',
    'accept-encoding',
    'connection',
    'content-length',
    'content-type',
    'host',
    'user-agent',
    'x-client-id',
  ]);
  expect(request?.headers['accept-encoding']).toBe('identity');
  expect(request?.headers['user-agent']).toBe('click2mail-token-rotation');
  expect(request?.headers['content-type']).toBe('application/json');
});
