import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { expectRefusal, runApi, type RunningApi } from './running-api.ts';

let running: RunningApi;
beforeEach(async () => {
  running = await runApi();
});
afterEach(() => running.close());

describe('an ordered fault', () => {
  test.each([
    [400, 'invalid_grant'],
    [401, 'invalid_token'],
    [403, 'insufficient_scope'],
    [404, 'not_found'],
    [409, 'invalid_request'],
    [500, 'internal_error'],
    [503, 'service_unavailable'],
  ])('refuses with %i and its usual code, without acting', async (status, code) => {
    running.faults.order({ kind: 'refuse', operation: 'issueLongTermToken', status });
    const answer = await running.issueLong();
    expectRefusal(answer, status, code);
    expect(answer.headers.get('retry-after')).toBeNull();
    expect(running.api.tokens()).toEqual([]);
    expect((await running.issueLong()).status).toBe(201);
  });

  test('refuses with the code it names', async () => {
    running.faults.order({ kind: 'refuse', service: 'click2mail', status: 401, code: 'client_suspended' });
    expectRefusal(await running.issueLong(), 401, 'client_suspended');
  });

  test('throttles with the Retry-After it names, else 60 seconds', async () => {
    running.faults.order({ kind: 'throttle', seconds: 7 });
    running.faults.order({ kind: 'throttle' });
    for (const seconds of ['7', '60']) {
      const answer = await running.issueLong();
      expectRefusal(answer, 429, 'rate_limited', new RegExp(`retry after ${seconds} seconds`));
      expect(answer.headers.get('retry-after')).toBe(seconds);
    }
  });

  test('gives a 503 a Retry-After when it names seconds', async () => {
    running.faults.order({ kind: 'refuse', status: 503, seconds: 5 });
    expect((await running.issueLong()).headers.get('retry-after')).toBe('5');
  });

  test('loses the answer after the token was issued', async () => {
    running.faults.order({ kind: 'lose-answer', operation: 'issueLongTermToken' });
    await expect(running.issueLong()).rejects.toThrow('fetch failed');
    expect(running.api.tokens()).toMatchObject([{ state: 'live' }]);
  });

  test.each([
    ['issueLongTermToken', () => running.issueLong()],
    ['issueShortTermToken', () => running.issueShort('lt_x')],
    ['revokeToken', () => running.revoke('tok_lt_x')],
    ['submitSingleDocJobTemplate', () => running.submit()],
  ])('strikes %s by its name', async (operation, call) => {
    running.faults.order({ kind: 'refuse', service: 'click2mail', operation, status: 500 });
    expectRefusal(await call(), 500, 'internal_error');
  });
});

test('a call is recorded for the invocation that its trace header names', async () => {
  const calls = running.traffic.begin({ traceId: '1-abc', functionName: 'rotate', kill: () => undefined });
  await running.issueLong({ client_secret: 'wrong' }, { 'x-amzn-trace-id': 'Root=1-abc;Parent=1;Sampled=0' });
  expect(calls).toEqual([
    { service: 'click2mail', operation: 'issueLongTermToken', status: 401, functionName: 'rotate' },
  ]);
});
