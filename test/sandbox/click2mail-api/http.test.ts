import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { request } from 'node:http';
import { expectRefusal, runApi, type RunningApi, START } from './running-api.ts';

let running: RunningApi;
beforeEach(async () => {
  running = await runApi();
});
afterEach(() => running.close());

describe('paths and methods', () => {
  test.each([
    '/auth/tokens',
    '/auth/tokens/long/',
    '/auth/tokens//revoke',
    '/auth/tokens/a/b/revoke',
    '/Auth/tokens/long',
  ])('answers 404 at %s', async (path) => expectRefusal(await running.post(path), 404, 'not_found'));

  test('answers 404 outside the base path', async () => {
    expect((await fetch(`${running.server.origin}/auth/tokens/long`, { method: 'POST' })).status).toBe(404);
  });

  test.each(['GET', 'PUT', 'DELETE', 'PATCH'])('answers 405 to %s and names what is allowed', async (method) => {
    for (const path of [
      '/auth/tokens/long',
      '/auth/tokens/short',
      '/auth/tokens/x/revoke',
      '/jobs/single-doc-job-template',
    ]) {
      const response = await fetch(running.baseUrl + path, { method });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('POST');
      expect(await response.json()).toMatchObject({ code: 'method_not_allowed' });
    }
  });

  test('pays no attention to a query', async () => {
    expectRefusal(await running.post('/auth/tokens/short?x=1'), 401, 'invalid_token');
  });
});

describe('the Date header', () => {
  test('is the sandbox’s clock on every answer', async () => {
    await running.clock.advance(86_400);
    const date = new Date(START + 86_400_000).toUTCString();
    running.faults.order({ kind: 'throttle', operation: 'submitSingleDocJobTemplate' });
    const answers = [
      await running.issueLong(),
      await running.issueLong({ client_secret: 'wrong' }),
      await running.revoke('tok_lt_x'),
      await running.submit(),
      await running.post('/nothing'),
      await fetch(`${running.baseUrl}/auth/tokens/long`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 401, 401, 429, 404, 405]);
    for (const { headers } of answers) expect(headers.get('date')).toBe(date);
  });
});

describe('web pages of other origins', () => {
  test('are refused by their Origin', async () => {
    const answer = await running.issueLong({}, { origin: 'https://evil.example' });
    expectRefusal(answer, 403, 'refused_by_sandbox');
    expect((await running.issueLong({}, { origin: running.server.origin })).status).toBe(201);
  });

  test('are refused by their Host', async () => {
    const status = await new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: running.server.port, path: '/v2/auth/tokens/long', method: 'POST' };
      request({ ...options, headers: { host: 'evil.example' } }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'can send no body of the type %s',
    async (type) => expectRefusal(await running.issueLong({}, { 'content-type': type }), 415, 'refused_by_sandbox'),
  );

  test('JSON is accepted with a charset', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect((await running.issueLong({}, headers)).status).toBe(201);
  });
});
