import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CLIENT_ID, expectRefusal, runApi, type RunningApi, START } from './running-api.ts';

const DAY = 24 * 60 * 60;

let running: RunningApi;
beforeEach(async () => {
  running = await runApi();
});
afterEach(() => running.close());

describe('issueLongTermToken', () => {
  test('answers 201 with the token, its id in body and header, and its expiry', async () => {
    const { status, headers, body } = await running.issueLong({ ttl_seconds: 7200, scopes: ['jobs:submit'] });
    expect(status).toBe(201);
    expect(body).toEqual({
      token_type: 'Bearer',
      access_token: expect.stringMatching(/^lt_[\w-]{43}$/),
      expires_in: 7200,
      expires_at: new Date(START + 7_200_000).toISOString(),
      scopes: ['jobs:submit'],
      token_id: expect.stringMatching(/^tok_lt_[0-9a-f]{16}$/),
    });
    expect(headers.get('x-token-id')).toBe(body.token_id);
    expect(headers.get('content-type')).toBe('application/json');
  });

  test('makes one more live token with each success', async () => {
    const first = await running.issueLong();
    const second = await running.issueLong();
    expect(second.body.access_token).not.toBe(first.body.access_token);
    expect(running.api.tokens().map(({ id, state }) => ({ id, state }))).toEqual([
      { id: first.body.token_id, state: 'live' },
      { id: second.body.token_id, state: 'live' },
    ]);
  });

  test.each([
    ['30 days when none are asked for', undefined, 30 * DAY],
    ['the shortest hour', 3600, 3600],
    ['the longest 90 days', 90 * DAY, 90 * DAY],
    ['clamped to 90 days beyond them', 90 * DAY + 1, 90 * DAY],
    ['clamped however much is asked for', 1e15, 90 * DAY],
  ])('gives a life of %s', async (_name, ttl_seconds, expected) => {
    const { status, body } = await running.issueLong({ ttl_seconds });
    expect({ status, expires_in: body.expires_in }).toEqual({ status: 201, expires_in: expected });
    expect(body.expires_at).toBe(new Date(START + expected * 1000).toISOString());
  });

  test.each([
    ['ttl_seconds', 3599],
    ['ttl_seconds', 0],
    ['ttl_seconds', -3600],
    ['ttl_seconds', 3600.5],
    ['ttl_seconds', '3600'],
    ['ttl_seconds', null],
    ['grant_type', undefined],
    ['grant_type', 'password'],
    ['grant_type', 1],
    ['client_id', undefined],
    ['client_id', 1],
    ['client_secret', 1],
    ['otp_code', 12345678],
    ['assertion_type', true],
    ['assertion', {}],
    ['scopes', 'jobs:submit'],
    ['scopes', [1]],
    ['scopes', null],
  ])('refuses %s = %j with 400 and names the field', async (field, value) => {
    const answer = await running.issueLong({ [field]: value });
    expectRefusal(answer, 400, 'invalid_grant');
    expect(answer.body.details).toEqual({ field });
  });

  test.each(['ttl', 'audience', 'long_token', 'constructor', 'toString'])('allows no property %s', async (property) => {
    const answer = await running.issueLong({ [property]: 'x' });
    expectRefusal(answer, 400, 'invalid_grant', /property that is not allowed/);
    expect(JSON.stringify(answer.body)).not.toContain(property);
  });

  test.each(['', '{', '[]', 'null', '"text"', '7', '{"grant_type":}'])('refuses the body %j with 400', async (body) => {
    const headers = { 'x-client-id': CLIENT_ID, 'content-type': 'application/json' };
    expectRefusal(await running.post('/auth/tokens/long', { body, headers }), 400, 'invalid_grant');
  });

  test('never repeats a value it was sent in a refusal', async () => {
    const secretly = fc.string({ minLength: 6, unit: fc.constantFrom('Q', 'X', 'Z', '7', '8', '9') });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('grant_type', 'client_id', 'otp_code', 'assertion', 'scopes', 'ttl_seconds', 'Q'),
        secretly,
        async (field, value) => {
          const answer = await running.issueLong({ [field]: value });
          expect(answer.status).toBeGreaterThanOrEqual(400);
          expect(JSON.stringify(answer.body)).not.toContain(value);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('is refused with 400 whatever JSON is sent that is not a request', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (body) => {
        const headers = { 'x-client-id': CLIENT_ID, 'content-type': 'application/json' };
        expectRefusal(await running.post('/auth/tokens/long', { body, headers }), 400, 'invalid_grant');
      }),
      { numRuns: 50 },
    );
  });
});

describe('the scopes of a long-term token', () => {
  test('are all of the client’s when none are named', async () => {
    expect((await running.issueLong()).body.scopes).toEqual(['*']);
  });

  test('are what was asked for, each once', async () => {
    const { body } = await running.issueLong({ scopes: ['jobs:*', 'tokens:revoke', 'jobs:*'] });
    expect(body.scopes).toEqual(['jobs:*', 'tokens:revoke']);
  });

  test('are refused with 403 when the client may not have one of them', async () => {
    running.api.register({ clientId: CLIENT_ID, clientSecret: 's', scopes: ['jobs:*'] });
    const narrowed = await running.issueLong({ client_secret: 's', scopes: ['jobs:submit'] });
    expect(narrowed.body.scopes).toEqual(['jobs:submit']);
    for (const scopes of [['jobs:submit', 'templates:read'], ['*'], ['jobs']]) {
      expectRefusal(await running.issueLong({ client_secret: 's', scopes }), 403, 'insufficient_scope');
    }
    expect(running.api.tokens()).toHaveLength(1);
  });
});
