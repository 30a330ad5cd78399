import { afterEach, describe, expect, test } from '@jest/globals';
import { Click2MailApi } from '../../../sandbox/click2mail-api/click2mail-api.ts';
import { Clock } from '../../../sandbox/clock.ts';
import { Faults } from '../../../sandbox/faults.ts';
import { Traffic } from '../../../sandbox/traffic.ts';
import { type Answer, expectRefusal, runApi, type RunningApi } from './running-api.ts';

let running: RunningApi;
afterEach(() => running.close());

function expectLimited(answer: Answer, seconds: number): void {
  expectRefusal(answer, 429, 'rate_limited', new RegExp(`retry after ${seconds} seconds`));
  expect(answer.headers.get('retry-after')).toBe(String(seconds));
}

describe('a client’s limit', () => {
  test('is so many requests in any 60 seconds, over all operations', async () => {
    running = await runApi({ requestsPerMinute: 3 });
    const { access_token, token_id } = (await running.issueLong()).body;
    await running.clock.advance(20);
    await running.issueShort(access_token);
    await running.clock.advance(20);
    await running.submit(access_token);
    expectLimited(await running.issueLong(), 20);
    expectLimited(await running.issueShort(access_token), 20);
    expectLimited(await running.revoke(token_id, access_token), 20);
    expectLimited(await running.submit(access_token), 20);
    await running.clock.advance(19.5);
    expectLimited(await running.issueLong(), 1);
    await running.clock.advance(0.5);
    expect((await running.issueLong()).status).toBe(201);
    expectLimited(await running.issueLong(), 20);
  });

  test('counts refused credentials, and refuses without spending a one-time code', async () => {
    running = await runApi({ requestsPerMinute: 1 });
    const otp_code = running.api.oneTimeCode('c2m_abc123');
    expectRefusal(await running.issueLong({ client_secret: 'wrong' }), 401, 'invalid_token');
    expectLimited(await running.issueLong({ client_secret: undefined, otp_code }), 60);
    await running.clock.advance(60);
    expect((await running.issueLong({ client_secret: undefined, otp_code })).status).toBe(201);
  });

  test('is each client’s own', async () => {
    running = await runApi({ requestsPerMinute: 1 });
    running.api.register({ clientId: 'c2m_other', clientSecret: 's' });
    await running.issueLong();
    const theirs = { client_id: 'c2m_other', client_secret: 's' };
    expect((await running.issueLong(theirs, { 'x-client-id': 'c2m_other' })).status).toBe(201);
    expectLimited(await running.issueLong(), 60);
  });

  test('is generous unless ordered', async () => {
    running = await runApi();
    const answers = await Promise.all(Array.from({ length: 100 }, () => running.issueLong()));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  });

  test('is at least one request a minute', async () => {
    running = await runApi();
    const api = new Click2MailApi({ clock: new Clock(), traffic: new Traffic(new Faults()), requestsPerMinute: 0 });
    expect(() => api.register({ clientId: 'c2m_other' })).toThrow(RangeError);
  });
});
