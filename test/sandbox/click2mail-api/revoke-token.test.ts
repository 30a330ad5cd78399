import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { request } from 'node:http';
import { expectRefusal, runApi, type RunningApi, START } from './running-api.ts';

let running: RunningApi;
let bearer: string;
beforeEach(async () => {
  running = await runApi();
  bearer = await running.shortToken(['tokens:revoke']);
});
afterEach(() => running.close());

describe('revokeToken', () => {
  test('answers 204 without a body, and the token is refused from then on', async () => {
    const { access_token, token_id } = (await running.issueLong()).body;
    const answer = await running.revoke(token_id, bearer);
    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    expect(answer.headers.get('content-type')).toBeNull();
    expectRefusal(await running.issueShort(access_token), 401, 'invalid_token');
  });

  test('revokes a short-term token at once', async () => {
    const { access_token, token_id } = (await running.issueShort(await running.longToken())).body;
    expect((await running.revoke(token_id, bearer)).status).toBe(204);
    expectRefusal(await running.submit(access_token), 401, 'invalid_token', /revoked/);
  });

  test('accepts a long-term token as bearer', async () => {
    const { token_id } = (await running.issueLong()).body;
    expect((await running.revoke(token_id, await running.longToken(['tokens:revoke']))).status).toBe(204);
  });

  test('is idempotent and keeps the time of the first revocation', async () => {
    const { token_id } = (await running.issueLong()).body;
    for (const seconds of [0, 10, 20]) {
      await running.clock.advance(seconds);
      expect((await running.revoke(token_id, bearer)).status).toBe(204);
    }
    const record = running.api.tokens().find(({ id }) => id === token_id);
    expect(record).toMatchObject({ state: 'revoked', revokedAt: START });
  });

  test('answers 204 for an expired token, which stays expired', async () => {
    const { token_id } = (await running.issueLong({ ttl_seconds: 3600 })).body;
    await running.clock.advance(3600);
    expect((await running.revoke(token_id, await running.shortToken())).status).toBe(204);
    const record = running.api.tokens().find(({ id }) => id === token_id);
    expect(record?.state).toBe('expired');
    expect(record).not.toHaveProperty('revokedAt');
  });

  test('lets a token revoke itself, after which it authorises nothing', async () => {
    const id = running.api.idOf(bearer) ?? '';
    expect((await running.revoke(id, bearer)).status).toBe(204);
    expectRefusal(await running.revoke(id, bearer), 401, 'invalid_token');
  });

  test('is refused with 401 without a bearer, or one that is not known or lacks the scope', async () => {
    const { token_id } = (await running.issueLong()).body;
    expectRefusal(await running.revoke(token_id), 401, 'invalid_token');
    expectRefusal(await running.revoke(token_id, 'lt_unknown'), 401, 'invalid_token');
    const lacking = await running.shortToken(['jobs:*', 'tokens:write']);
    expectRefusal(await running.revoke(token_id, lacking), 401, 'invalid_token', /tokens:revoke/);
    expect(running.api.tokens().find(({ id }) => id === token_id)?.state).toBe('live');
  });

  test.each(['tok_lt_unknown', 'long', '%zz', 'a%2Fb', '__proto__'])('answers 404 for the id %s', async (id) => {
    expectRefusal(await running.revoke(id, bearer), 404, 'not_found');
  });

  test('answers 404 for another client’s token and leaves it alive', async () => {
    running.api.register({ clientId: 'c2m_other', clientSecret: 's' });
    const theirs = await running.issueLong(
      { client_id: 'c2m_other', client_secret: 's' },
      { 'x-client-id': 'c2m_other' },
    );
    expectRefusal(await running.revoke(theirs.body.token_id, bearer), 404, 'not_found');
    expect((await running.issueShort(theirs.body.access_token)).status).toBe(201);
  });

  test('understands a percent-encoded id', async () => {
    const { token_id } = (await running.issueLong()).body;
    expect((await running.revoke(token_id.replaceAll('_', '%5F'), bearer)).status).toBe(204);
  });

  test('accepts a request with neither body, Content-Type nor Content-Length', async () => {
    const { token_id } = (await running.issueLong()).body;
    const status = await new Promise((resolve, reject) => {
      const { port } = running.server;
      const path = `/v2/auth/tokens/${token_id}/revoke`;
      const headers = { authorization: `Bearer ${bearer}` };
      const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      });
      sent.removeHeader('content-length');
      sent.removeHeader('transfer-encoding');
      sent.on('error', reject).end();
    });
    expect(status).toBe(204);
  });

  test('out of band works the same, and only for a token that exists', async () => {
    const { access_token, token_id } = (await running.issueLong()).body;
    running.api.revokeOutOfBand(token_id);
    expectRefusal(await running.issueShort(access_token), 401, 'invalid_token');
    expect(() => running.api.revokeOutOfBand('tok_lt_unknown')).toThrow(TypeError);
  });
});
