import { describe, expect, test } from '@jest/globals';
import type { LoopbackResponse } from '../../sandbox/loopback-server.ts';
import { authUnderTest, expectSilentAbout, failure, REQUEST } from './auth-under-test.ts';
import { startApi } from './observed-api.ts';
import { canary, json, serveAnswers, serveBytes, tokenAnswer } from './scripted-api.ts';

async function issueFrom(answer: LoopbackResponse) {
  const api = await serveAnswers(answer);
  try {
    return await authUnderTest({ baseUrl: api.baseUrl }).auth.issue('a1', REQUEST);
  } finally {
    await api.close();
    expect(api.requests.length).toBe(1);
  }
}

describe('an issued token', () => {
  test('has the fields of a token secret, as the API gave them', async () => {
    const served = await startApi();
    const before = Date.now();
    const { auth } = authUnderTest({ baseUrl: served.baseUrl, prove: served.bySecret });
    const token = await auth.issue('a1', REQUEST);
    await served.close();
    const [known] = served.api.tokens();
    expect(token).toEqual({
      access_token: expect.stringMatching(/^lt_/),
      token_type: 'Bearer',
      token_id: known?.id,
      issued_at: expect.any(String),
      expires_at: new Date(known?.expiresAt ?? 0).toISOString(),
      scopes: REQUEST.scopes,
    });
    expect(served.secrets.has(token.access_token)).toBe(true);
    expect(Date.parse(token.issued_at)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(token.expires_at) - Date.parse(token.issued_at)).toBeLessThanOrEqual(REQUEST.ttlSeconds * 1000);
  });

  test('has the id of the X-Token-Id header when the body has none', async () => {
    for (const missing of [undefined, null, '']) {
      const token = await issueFrom(tokenAnswer({ token_id: missing }, { 'x-token-id': 'tok_header' }));
      expect(token.token_id).toBe('tok_header');
    }
  });

  test('has the id of the body when the header has another', async () => {
    const token = await issueFrom(tokenAnswer({ token_id: 'tok_body' }, { 'x-token-id': 'tok_header' }));
    expect(token.token_id).toBe('tok_body');
  });

  test('has the scopes that were asked for when the answer names none', async () => {
    expect((await issueFrom(tokenAnswer({ scopes: undefined }))).scopes).toEqual(REQUEST.scopes);
    expect((await issueFrom(tokenAnswer({ scopes: null }))).scopes).toEqual(REQUEST.scopes);
  });

  test('has the scopes that were granted, even where they are other ones', async () => {
    expect((await issueFrom(tokenAnswer({ scopes: ['jobs:*'] }))).scopes).toEqual(['jobs:*']);
    expect((await issueFrom(tokenAnswer({ scopes: [] }))).scopes).toEqual([]);
  });

  test('has its expiry in UTC, whatever zone the API writes it in', async () => {
    const token = await issueFrom(tokenAnswer({ expires_in: undefined, expires_at: '2030-03-01T12:00:00+02:00' }));
    expect(token.expires_at).toBe('2030-03-01T10:00:00.000Z');
  });

  test('may come with fields that nobody knows yet, and with bearer in lower case', async () => {
    await expect(issueFrom(tokenAnswer({ token_type: 'bearer', refresh_token: canary() }))).resolves.toBeDefined();
  });
});

test('a token without an id is refused, because it could never be revoked', async () => {
  for (const headers of [{}, { 'x-token-id': '' }]) {
    const value = canary();
    const error = await failure(issueFrom(tokenAnswer({ token_id: undefined, access_token: value }, headers)));
    expect(error).toMatchObject({ name: 'TokenNotRevocable', code: 'TOKEN_NOT_REVOCABLE', client: 'acme' });
    expectSilentAbout(error, [value]);
  }
});

describe('an answer that cannot be read may stand for a token that nobody knows', () => {
  const unreadable: [string, (value: string) => LoopbackResponse][] = [
    ['no JSON', (value) => ({ status: 201, body: `<p>${value}</p>` })],
    ['nothing', () => ({ status: 201 })],
    ['JSON that is no object', (value) => json(201, [value])],
    ['null', () => json(201, null)],
    ['no access_token', (value) => tokenAnswer({ access_token: undefined, other: value })],
    ['an empty access_token', () => tokenAnswer({ access_token: '' })],
    ['an access_token that is no text', (value) => tokenAnswer({ access_token: [value] })],
  ];

  test.each(unreadable)('%s', async (_what, answer) => {
    const value = canary();
    const error = await failure(issueFrom(answer(value)));
    expect(error).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE', mayHaveIssued: true, client: 'acme' });
    expect(error.message).toBe('The API was asked to issue a token and gave an answer that cannot be read.');
    expectSilentAbout(error, [value]);
  });

  test('an answer of more than 64 KiB, whether or not it says so beforehand', async () => {
    const value = canary();
    const error = await failure(issueFrom(tokenAnswer({ access_token: value, padding: 'x'.repeat(70_000) })));
    expect(error).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE', mayHaveIssued: true });
    expect(error.message).toContain('more than 64 KiB');
    expectSilentAbout(error, [value]);

    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const endless = await serveBytes(`HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(20)}`);
    const second = await failure(authUnderTest({ baseUrl: endless.baseUrl }).auth.issue('a1', REQUEST));
    await endless.close();
    expect(second).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE', mayHaveIssued: true });
    expect(second.message).toContain('more than 64 KiB');
  });

  test('an answer of just under 64 KiB is read', async () => {
    await expect(issueFrom(tokenAnswer({ padding: 'x'.repeat(64_000) }))).resolves.toBeDefined();
  });

  test.each([
    [
      'cut off in its body',
      (value: string) => `HTTP/1.1 201 Created\r\ncontent-length: 500\r\n\r\n{"access_token":"${value}`,
    ],
    ['cut off in its headers', (value: string) => `HTTP/1.1 201 Created\r\nx-token-id: ${value}`],
    ['that is no HTTP', (value: string) => `${value}\r\n\r\n`],
  ])('an answer %s, and exactly one request was made', async (_what, bytes) => {
    const value = canary();
    const api = await serveBytes(bytes(value));
    const error = await failure(authUnderTest({ baseUrl: api.baseUrl }).auth.issue('a1', REQUEST));
    await api.close();
    expect(error).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE', mayHaveIssued: true });
    expect(error.message).toMatch(/^The API was asked to issue a token: [A-Za-z0-9_ ]+\. Try again later\.$/);
    expectSilentAbout(error, [value]);
    expect(api.connections()).toBe(1);
  });
});
