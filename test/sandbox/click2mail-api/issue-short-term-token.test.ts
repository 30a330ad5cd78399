import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { CLIENT_ID, expectRefusal, runApi, type RunningApi, START } from './running-api.ts';

let running: RunningApi;
beforeEach(async () => {
  running = await runApi();
});
afterEach(() => running.close());

describe('issueShortTermToken', () => {
  test('answers 201 with a JWT of 15 minutes', async () => {
    const { status, body } = await running.issueShort(await running.longToken(), ['jobs:submit']);
    expect(status).toBe(201);
    expect(body).toEqual({
      token_type: 'Bearer',
      access_token: expect.stringMatching(/^eyJ/),
      expires_in: 900,
      expires_at: new Date(START + 900_000).toISOString(),
      scopes: ['jobs:submit'],
      token_id: expect.stringMatching(/^tok_st_[0-9a-f]{16}$/),
    });
    expect(decodeProtectedHeader(body.access_token)).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(decodeJwt(body.access_token)).toEqual({
      iss: running.baseUrl,
      sub: CLIENT_ID,
      client_id: CLIENT_ID,
      scope: 'jobs:submit',
      jti: body.token_id,
      iat: START / 1000,
      exp: START / 1000 + 900,
    });
  });

  test('takes the long-term token from the body when none is in the header', async () => {
    const long_token = await running.longToken();
    expect((await running.post('/auth/tokens/short', { body: { long_token } })).status).toBe(201);
    const both = await running.post('/auth/tokens/short', { bearer: long_token, body: { long_token } });
    expectRefusal(both, 400, 'invalid_grant');
  });

  test('needs no body and accepts an empty object', async () => {
    const bearer = await running.longToken();
    expect((await running.post('/auth/tokens/short', { bearer })).status).toBe(201);
    expect((await running.post('/auth/tokens/short', { bearer, body: {} })).status).toBe(201);
  });

  test.each([
    '{"scopes":"jobs:submit"}',
    '{"scopes":[1]}',
    '{"scopes":null}',
    '{"long_token":1}',
    '{"ttl_seconds":3600}',
    '[]',
    'null',
    '{',
  ])('refuses the body %s with 400', async (body) => {
    const bearer = await running.longToken();
    expectRefusal(await running.post('/auth/tokens/short', { bearer, body }), 400, 'invalid_grant');
  });

  test('is refused with 401 for an absent, unknown, malformed or short-term token', async () => {
    expectRefusal(await running.post('/auth/tokens/short'), 401, 'invalid_token');
    expectRefusal(await running.issueShort('lt_unknown'), 401, 'invalid_token');
    expectRefusal(await running.issueShort(await running.shortToken()), 401, 'invalid_token');
    for (const authorization of ['Bearer', 'Bearer ', 'Bearer two words', 'Basic eDp5', 'lt_x']) {
      const answer = await running.post('/auth/tokens/short', { headers: { authorization } });
      expectRefusal(answer, 401, 'invalid_token');
    }
  });

  test('is refused with 401 once the long-term token is expired', async () => {
    const bearer = (await running.issueLong({ ttl_seconds: 3600 })).body.access_token;
    await running.clock.advance(3599);
    expect((await running.issueShort(bearer)).status).toBe(201);
    await running.clock.advance(1);
    expectRefusal(await running.issueShort(bearer), 401, 'invalid_token', /expired/);
  });

  test('is refused with 401 at once when the long-term token is revoked, and what was made from it lives on', async () => {
    const { access_token, token_id } = (await running.issueLong()).body;
    const short = (await running.issueShort(access_token)).body.access_token;
    running.api.revokeOutOfBand(token_id);
    expectRefusal(await running.issueShort(access_token), 401, 'invalid_token', /revoked/);
    expect((await running.submit(short)).status).toBe(200);
    await running.clock.advance(900);
    expectRefusal(await running.submit(short), 401, 'invalid_token', /expired/);
  });

  test('never outlives the long-term token', async () => {
    const long = (await running.issueLong({ ttl_seconds: 3600 })).body;
    await running.clock.advance(3000);
    const { body } = await running.issueShort(long.access_token);
    expect(body.expires_in).toBe(600);
    expect(body.expires_at).toBe(long.expires_at);
    expect(decodeJwt(body.access_token).exp).toBe(START / 1000 + 3600);
  });
});

describe('the scopes of a short-term token', () => {
  test('are all of the long-term token’s when none are named', async () => {
    const long = await running.longToken(['jobs:*', 'tokens:revoke']);
    expect((await running.issueShort(long)).body.scopes).toEqual(['jobs:*', 'tokens:revoke']);
  });

  test('are narrowed below a wildcard', async () => {
    const long = await running.longToken(['jobs:*']);
    expect((await running.issueShort(long, ['jobs:submit', 'jobs:*'])).body.scopes).toEqual(['jobs:submit', 'jobs:*']);
    expect((await running.issueShort(long, [])).body.scopes).toEqual([]);
  });

  test('are refused with 400 when the long-term token does not cover one, whatever the client may have', async () => {
    const long = await running.longToken(['jobs:*']);
    for (const scopes of [['jobs:submit', 'templates:read'], ['*'], ['tokens:write']]) {
      expectRefusal(await running.issueShort(long, scopes), 400, 'invalid_grant');
    }
  });
});
