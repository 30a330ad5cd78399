import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  assertionFor,
  ASSERTION_TYPE,
  CLIENT_ID,
  CLIENT_SECRET,
  expectRefusal,
  runApi,
  type RunningApi,
  START,
} from './running-api.ts';

let running: RunningApi;
beforeEach(async () => {
  running = await runApi();
});
afterEach(() => running.close());

const issueByCode = (otp_code: string) => running.issueLong({ client_secret: undefined, otp_code });

const issueByToken = (bearer: string, fields = {}, headers = {}) =>
  running.post('/auth/tokens/long', {
    bearer,
    body: { grant_type: 'client_credentials', client_id: CLIENT_ID, ...fields },
    headers,
  });

describe('by client secret', () => {
  test('issues a token', async () => {
    expect((await running.issueLong()).status).toBe(201);
    expect(running.api.tokens()[0]?.grant).toBe('client_secret');
  });

  test.each([
    ['a wrong secret', { client_secret: 'wrong' }, {}],
    ['an empty secret', { client_secret: '' }, {}],
    ['a client that is not registered', { client_id: 'c2m_other' }, { 'x-client-id': 'c2m_other' }],
    ['a name out of an object’s prototype', { client_id: '__proto__' }, { 'x-client-id': '__proto__' }],
    ['an X-Client-Id of another client', {}, { 'x-client-id': 'c2m_other' }],
  ])('is refused with 401 for %s', async (_name, fields, headers) => {
    expectRefusal(await running.issueLong(fields, headers), 401, 'invalid_token');
  });

  test('is refused with 401 without X-Client-Id', async () => {
    const body = { grant_type: 'client_credentials', client_id: CLIENT_ID, client_secret: CLIENT_SECRET };
    expectRefusal(await running.post('/auth/tokens/long', { body }), 401, 'invalid_token', /X-Client-Id/);
  });

  test('is refused with 401 to a client that has no secret', async () => {
    running.api.register({ clientId: 'c2m_keys_only' });
    const answer = await running.issueLong({ client_id: 'c2m_keys_only' }, { 'x-client-id': 'c2m_keys_only' });
    expectRefusal(answer, 401, 'invalid_token');
  });
});

describe('by one-time code', () => {
  test('issues a token once', async () => {
    const code = running.api.oneTimeCode(CLIENT_ID);
    expect(code).toMatch(/^\d{8}$/);
    expect((await issueByCode(code)).status).toBe(201);
    expect(running.api.tokens()[0]?.grant).toBe('otp_code');
    expectRefusal(await issueByCode(code), 401, 'invalid_token');
  });

  test('is good for just under 10 minutes', async () => {
    const [used, late] = [running.api.oneTimeCode(CLIENT_ID), running.api.oneTimeCode(CLIENT_ID)];
    await running.clock.advance(599);
    expect((await issueByCode(used)).status).toBe(201);
    await running.clock.advance(1);
    expectRefusal(await issueByCode(late), 401, 'invalid_token');
  });

  test('is refused with 401 for a wrong code or another client’s', async () => {
    running.api.register({ clientId: 'c2m_other' });
    expectRefusal(await issueByCode('123456'), 401, 'invalid_token');
    expectRefusal(await issueByCode(running.api.oneTimeCode('c2m_other')), 401, 'invalid_token');
  });

  test('is not made for a client that is not registered', () => {
    expect(() => running.api.oneTimeCode('c2m_nobody')).toThrow(TypeError);
  });
});

describe('by short-term token', () => {
  test('issues a token when the scope tokens:write is there, with or without X-Client-Id', async () => {
    const bearer = await running.shortToken(['tokens:write']);
    expect((await issueByToken(bearer)).status).toBe(201);
    expect((await issueByToken(bearer, {}, { 'x-client-id': CLIENT_ID })).status).toBe(201);
    expect(running.api.tokens().filter(({ grant }) => grant === 'short_term_token')).toHaveLength(2);
    expect((await issueByToken(await running.shortToken(['tokens:*']))).status).toBe(201);
  });

  test('is refused with 403 without that scope', async () => {
    expectRefusal(await issueByToken(await running.shortToken(['tokens:revoke'])), 403, 'insufficient_scope');
  });

  test('is refused with 401 for another client_id in body or header', async () => {
    running.api.register({ clientId: 'c2m_other' });
    const bearer = await running.shortToken();
    expectRefusal(await issueByToken(bearer, { client_id: 'c2m_other' }), 401, 'invalid_token');
    expectRefusal(await issueByToken(bearer, {}, { 'x-client-id': 'c2m_other' }), 401, 'invalid_token');
  });

  test('is refused with 401 for a long-term, expired, revoked, unknown or malformed token', async () => {
    expectRefusal(await issueByToken(await running.longToken()), 401, 'invalid_token', /short-term token is needed/);
    const revoked = await running.shortToken();
    running.api.revokeOutOfBand(running.api.idOf(revoked) ?? '');
    expectRefusal(await issueByToken(revoked), 401, 'invalid_token', /revoked/);
    const expired = await running.shortToken();
    await running.clock.advance(900);
    expectRefusal(await issueByToken(expired), 401, 'invalid_token', /expired/);
    expectRefusal(await issueByToken('eyJ.eyJ.x'), 401, 'invalid_token');
    const headers = { authorization: 'Basic dXNlcjpwYXNz' };
    const body = { grant_type: 'client_credentials', client_id: CLIENT_ID };
    expectRefusal(await running.post('/auth/tokens/long', { headers, body }), 401, 'invalid_token');
  });
});

describe('exactly one mechanism per call', () => {
  const secret = { client_secret: CLIENT_SECRET };
  const code = { otp_code: '12345678' };
  const assertion = { assertion_type: ASSERTION_TYPE, assertion: 'a.b.c' };
  const none = { client_secret: undefined };
  const bearer = { authorization: 'Bearer x' };

  test.each([
    ['none at all', { ...none }, {}],
    ['none at all, by grant_type assertion', { ...none, grant_type: 'assertion' }, {}],
    ['secret and code', { ...secret, ...code }, {}],
    ['secret and assertion', { ...secret, ...assertion }, {}],
    ['secret and assertion, by grant_type assertion', { ...secret, ...assertion, grant_type: 'assertion' }, {}],
    ['secret and assertion_type alone', { ...secret, assertion_type: ASSERTION_TYPE }, {}],
    ['code and assertion', { ...none, ...code, ...assertion }, {}],
    ['secret and bearer token', { ...secret }, bearer],
    ['code and bearer token', { ...none, ...code }, bearer],
    ['assertion and bearer token', { ...none, ...assertion, grant_type: 'assertion' }, bearer],
    ['secret by grant_type assertion', { ...secret, grant_type: 'assertion' }, {}],
    ['code by grant_type assertion', { ...none, ...code, grant_type: 'assertion' }, {}],
    ['bearer token by grant_type assertion', { ...none, grant_type: 'assertion' }, bearer],
    ['assertion by grant_type client_credentials', { ...none, ...assertion }, {}],
    ['assertion without its type', { ...none, grant_type: 'assertion', assertion: 'a.b.c' }, {}],
    ['assertion type alone', { ...none, grant_type: 'assertion', assertion_type: ASSERTION_TYPE }, {}],
    ['assertion of another type', { ...none, ...assertion, grant_type: 'assertion', assertion_type: 'urn:x' }, {}],
  ])('%s is refused with 400', async (_name, fields, headers) => {
    expectRefusal(await running.issueLong(fields, headers), 400, 'invalid_grant');
  });

  test('a refused mixture spends neither code nor assertion', async () => {
    const otp_code = running.api.oneTimeCode(CLIENT_ID);
    const signed = await assertionFor(running.issueUrl, START);
    const mixture = { client_secret: undefined, otp_code, assertion_type: ASSERTION_TYPE, assertion: signed };
    expectRefusal(await running.issueLong(mixture), 400, 'invalid_grant');
    expect((await running.issueLong({ client_secret: undefined, otp_code })).status).toBe(201);
    expect((await running.issueByAssertion(signed)).status).toBe(201);
  });
});
