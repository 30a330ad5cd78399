import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Click2MailApi } from '../../../sandbox/click2mail-api/click2mail-api.ts';
import { Clock } from '../../../sandbox/clock.ts';
import { Faults } from '../../../sandbox/faults.ts';
import { Traffic } from '../../../sandbox/traffic.ts';
import {
  type AnswerBody,
  assertionFor,
  CLIENT_ID,
  CLIENT_SECRET,
  runApi,
  type RunningApi,
  START,
} from './running-api.ts';

const HOUR = 60 * 60;

let running: RunningApi;
beforeEach(async () => {
  running = await runApi();
});
afterEach(() => running.close());

describe('the list of tokens', () => {
  test('tells all but the value, through a token’s whole life', async () => {
    const long = (await running.issueLong({ ttl_seconds: HOUR, scopes: ['jobs:*', 'tokens:revoke'] })).body;
    const short = (await running.issueShort(long.access_token, ['jobs:submit'])).body;
    const longRecord = {
      id: long.token_id,
      kind: 'long',
      clientId: CLIENT_ID,
      grant: 'client_secret',
      scopes: ['jobs:*', 'tokens:revoke'],
      state: 'live',
      issuedAt: START,
      expiresAt: START + HOUR * 1000,
    };
    const shortRecord = {
      id: short.token_id,
      kind: 'short',
      clientId: CLIENT_ID,
      grant: 'long_term_token',
      scopes: ['jobs:submit'],
      state: 'live',
      issuedAt: START,
      expiresAt: START + 900_000,
    };
    expect(running.api.tokens()).toEqual([longRecord, shortRecord]);
    await running.clock.advance(900);
    running.api.revokeOutOfBand(long.token_id);
    const revoked = { ...longRecord, state: 'revoked', revokedAt: START + 900_000 };
    expect(running.api.tokens()).toEqual([revoked, { ...shortRecord, state: 'expired' }]);
    await running.clock.advance(HOUR);
    expect(running.api.tokens()[0]).toEqual(revoked);
  });

  test('finds a token’s id by its value', async () => {
    const { access_token, token_id } = (await running.issueLong()).body;
    expect(running.api.idOf(access_token)).toBe(token_id);
    expect(running.api.idOf('lt_unknown')).toBeUndefined();
  });

  test('forgets a short-term token a day after its expiry, and no long-term token', async () => {
    const short = await running.shortToken();
    await running.clock.advance(900 + 24 * HOUR - 1);
    expect(running.api.tokens().map(({ kind }) => kind)).toEqual(['long', 'short']);
    await running.clock.advance(1);
    expect(running.api.tokens().map(({ kind }) => kind)).toEqual(['long']);
    expect(running.api.idOf(short)).toBeUndefined();
    await running.clock.advance(365 * 24 * HOUR);
    expect(running.api.tokens()).toMatchObject([{ kind: 'long', state: 'expired' }]);
  });

  test('stays small over months of exchanges', async () => {
    const long = (await running.issueLong({ ttl_seconds: 90 * 24 * HOUR })).body.access_token;
    for (let day = 0; day < 60; day += 1) {
      await running.issueShort(long);
      await running.clock.advance(24 * HOUR);
    }
    expect(running.api.tokens().length).toBeLessThanOrEqual(3);
  });
});

describe('secrets', () => {
  test('are told as they come up: client secret, one-time code, tokens and every received assertion', async () => {
    const code = running.api.oneTimeCode(CLIENT_ID);
    const good = await assertionFor(running.issueUrl, START);
    const bad = await assertionFor(running.issueUrl, START, { claims: { aud: 'x' } });
    const struck = await assertionFor(running.issueUrl, START);
    const long = (await running.issueByAssertion(good)).body.access_token;
    await running.issueByAssertion(bad);
    running.faults.order({ kind: 'refuse', status: 500 });
    await running.issueByAssertion(struck);
    const mixed = await assertionFor(running.issueUrl, START);
    await running.issueLong({ assertion: mixed, stray: 1 });
    const short = (await running.issueShort(long)).body.access_token;
    expect(running.secrets).toEqual([CLIENT_SECRET, code, good, long, bad, struck, mixed, short]);
  });
});

test('the same random source makes the same ids, values and codes again', async () => {
  const first = await exchangeBySeededCode();
  expect(first.statuses).toEqual([201, 201]);
  expect(await exchangeBySeededCode()).toEqual(first);
});

/** One issue and one exchange within this process, with all that they told. */
async function exchangeBySeededCode() {
  let seed = 0;
  const secrets: string[] = [];
  const api = new Click2MailApi({
    clock: new Clock({ startAt: START, flowing: false }),
    traffic: new Traffic(new Faults()),
    random: (bytes) => Buffer.alloc(bytes, (seed += 1)),
    onSecret: (value) => void secrets.push(value),
  });
  api.register({ clientId: CLIENT_ID });
  const code = api.oneTimeCode(CLIENT_ID);
  const issue = { grant_type: 'client_credentials', client_id: CLIENT_ID, otp_code: code };
  const issued = await send('/v2/auth/tokens/long', issue, { 'x-client-id': CLIENT_ID });
  const { access_token } = JSON.parse(String(issued?.body)) as AnswerBody;
  const exchanged = await send('/v2/auth/tokens/short', {}, { authorization: `Bearer ${access_token}` });
  return { statuses: [issued?.status, exchanged?.status], issued, exchanged, secrets };

  function send(path: string, body: object, headers: Record<string, string>) {
    const sent = { method: 'POST', path, query: '', headers, rawHeaders: [] };
    return api.handle({ ...sent, body: Buffer.from(JSON.stringify(body)) });
  }
}
