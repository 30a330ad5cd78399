import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { LoopbackResponse } from '../../sandbox/loopback-server.ts';
import { authUnderTest, expectSilentAbout, failure, REQUEST } from './auth-under-test.ts';
import { canary, serveAnswers, tokenAnswer } from './scripted-api.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();

/** An answer at noon to a client whose clock says noon, by an API whose clock is ahead by so many seconds. */
function answerAt(changes: object, headers: Record<string, string> = {}, aheadSeconds = 0): LoopbackResponse {
  const date = new Date(NOW + aheadSeconds * 1000).toUTCString();
  return tokenAnswer({ expires_in: 86_400, expires_at: at(aheadSeconds + 86_400), ...changes }, { date, ...headers });
}

async function from<T>(answer: LoopbackResponse, ask: (auth: Auth) => Promise<T>): Promise<T> {
  const api = await serveAnswers(answer);
  const { auth } = authUnderTest({ baseUrl: api.baseUrl, clock: () => NOW });
  try {
    return await ask(auth);
  } finally {
    await api.close();
  }
}
type Auth = ReturnType<typeof authUnderTest>['auth'];

const issueFrom = (answer: LoopbackResponse) => from(answer, (auth) => auth.issue('a1', REQUEST));
const exchangeFrom = (answer: LoopbackResponse) => from(answer, (auth) => auth.exchange(canary(), ['jobs:submit']));

/** What an answer says of its token, and how long it may be used. */
const SUFFICIENT: readonly (readonly [string, object, number])[] = [
  ['both expiries', {}, 86_400],
  ['expires_in as a text', { expires_in: '86400' }, 86_400],
  ['expires_in with a fraction', { expires_in: 3600.9 }, 3600],
  ['expires_in as a text with a fraction', { expires_in: '3600.9' }, 3600],
  ['expires_in that is null', { expires_in: null }, 86_400],
  ['no expires_in', { expires_in: undefined }, 86_400],
  ['an expires_in that is no number', { expires_in: 'a day' }, 86_400],
  ['a negative expires_in', { expires_in: -1 }, 86_400],
  ['no expires_at', { expires_at: undefined }, 86_400],
  ['an expires_at that is null', { expires_at: null }, 86_400],
  ['an expires_at that is no time', { expires_at: 'tomorrow' }, 86_400],
  ['expires_at in seconds since 1970', { expires_at: NOW / 1000 + 7200 }, 7200],
  ['expires_at in milliseconds since 1970', { expires_at: NOW + 7_200_000 }, 7200],
  ['expires_at in seconds, as a text', { expires_at: String(NOW / 1000 + 7200) }, 7200],
  ['expiries that differ, of which the shorter counts', { expires_in: 600, expires_at: at(7200) }, 600],
  ['an expiry that no date can be', { expires_in: 1e300 }, 86_400],
  ['no token_type', { token_type: undefined }, 86_400],
  ['a token_type that is null', { token_type: null }, 86_400],
  ['scopes as one text', { scopes: 'jobs:submit templates:read' }, 86_400],
  ['an id that is a number', { token_id: 4711 }, 86_400],
];

describe.each([
  ['issued', issueFrom],
  ['exchanged', exchangeFrom],
] as const)('a token that is %s', (how, ask) => {
  test.each(SUFFICIENT)('is taken with %s', async (_what, changes, seconds) => {
    const token = await ask(answerAt(changes));
    expect((Date.parse(token.expires_at) - NOW) / 1000).toBe(seconds);
    expect(token.token_type).toBe('Bearer');
  });

  test.each([200, 201, 202])('is taken with the status %d', async (status) => {
    await expect(ask({ ...answerAt({}), status })).resolves.toMatchObject({ token_id: 'tok_lt_1' });
  });

  test.each([
    ['ahead', 600, 86_400],
    ['far ahead', 100_000, 86_400],
    ['behind', -1200, 86_400],
    ['so far behind that its date is over here', -100_000, 86_400],
  ])('lives from its receipt, where the API’s clock is %s', async (_where, ahead, seconds) => {
    const token = await ask(answerAt({}, {}, ahead));
    expect((Date.parse(token.expires_at) - NOW) / 1000).toBe(seconds);
  });

  test.each([
    ['gzip', (body: string) => gzipSync(body)],
    ['x-gzip', (body: string) => gzipSync(body)],
  ])('is read although it comes as %s, which was not asked for', async (encoding, encode) => {
    const { body, ...answer } = answerAt({});
    const headers = { ...answer.headers, 'content-encoding': encoding };
    await expect(ask({ ...answer, headers, body: encode(String(body)) })).resolves.toMatchObject({
      token_id: 'tok_lt_1',
    });
  });

  test.each([
    ['that becomes more than 64 KiB', 'gzip', gzipSync(JSON.stringify({ padding: 'x'.repeat(70_000) }))],
    ['that is none', 'gzip', 'not compressed'],
    ['that nobody knows', 'compress', '{}'],
  ])('may be in an answer of an encoding %s', async (_what, encoding, body) => {
    const error = await failure(ask({ status: 201, headers: { 'content-encoding': encoding }, body }));
    expect(error).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE', mayHaveIssued: how === 'issued' });
  });
});

describe('an issued token keeps what says how long it may work at the latest', () => {
  test.each([
    ['its two expiries are one', {}, 0, undefined],
    ['its date is later', { expires_in: 3600 }, 0, at(86_400)],
    ['the API’s clock is ahead', {}, 600, at(87_000)],
    ['the API’s clock is behind', {}, -1200, undefined],
  ])('where %s', async (_what, changes, ahead, latest) => {
    expect((await issueFrom(answerAt(changes, {}, ahead))).expires_at_the_latest).toBe(latest);
  });
});

/** What is live, and cannot be used: it is to be revoked by its id. */
const UNFIT: readonly (readonly [string, object])[] = [
  ['neither expiry', { expires_in: undefined, expires_at: undefined }],
  ['expiries that are over', { expires_in: 0, expires_at: at(-1) }],
  ['another type', { token_type: 'mac' }],
  ['a type that is no text', { token_type: 7 }],
  ['scopes that are no texts', { scopes: [1] }],
  ['scopes in an object', { scopes: { jobs: 'submit' } }],
  ['a line break in it', { access_token: `lt_${'x'.repeat(20)}\n` }],
  ['a blank in it', { access_token: `lt_${'x'.repeat(20)} y` }],
  ['a letter that no header carries', { access_token: `lt_${'x'.repeat(20)}é` }],
  ['a comma in it', { access_token: `lt_${'x'.repeat(20)},y` }],
  ['padding in its midst', { access_token: `lt_=${'x'.repeat(20)}` }],
];

test.each(UNFIT)('a token with %s is refused, and its id is told', async (_what, changes) => {
  const value = canary();
  const error = await failure(issueFrom(answerAt({ access_token: value, ...changes })));
  expect(error).toMatchObject({ code: 'TOKEN_UNFIT', client: 'acme', tokenId: 'tok_lt_1', mayHaveIssued: true });
  expectSilentAbout(error, [value, 'x'.repeat(20)]);
});

test.each(UNFIT)(
  'a short-term token with %s is refused, and is nothing that somebody has to revoke',
  async (_what, changes) => {
    const error = await failure(exchangeFrom(answerAt({ access_token: canary(), ...changes })));
    expect(error).toMatchObject({ code: 'TOKEN_UNFIT', tokenId: undefined, mayHaveIssued: false });
  },
);

describe('an id is what can stand in the path of a revocation, and in a header', () => {
  test.each([
    'tok_lt_b8e0aa',
    '4711',
    'b2f7a1de-0000-4000-8000-000000000000',
    'urn:c2m:token:1',
    'a.b~c',
    'x'.repeat(128),
  ])('%s is one', async (id) => {
    expect((await issueFrom(answerAt({ token_id: id }))).token_id).toBe(id);
    const headers = { 'x-token-id': id };
    expect((await issueFrom(answerAt({ token_id: undefined }, headers))).token_id).toBe(id);
  });

  test.each<[string, unknown]>([
    ['a blank', ' '],
    ['nothing', ''],
    ['null', null],
    ['one with a line break', 'tok_1\n'],
    ['one with a slash', 'tok/1'],
    ['one that climbs', '..'],
    ['one with a blank', 'tok 1'],
    ['two', 'tok_1,tok_2'],
    ['one that is too long', 'x'.repeat(129)],
    ['one that is no ASCII', 'tok_é'],
    ['an object', { id: 'tok_1' }],
    ['a fraction', 1.5],
  ])('%s is none: the header’s counts, or the token could never be revoked', async (_what, id) => {
    expect((await issueFrom(answerAt({ token_id: id }, { 'x-token-id': 'tok_header' }))).token_id).toBe('tok_header');
    const error = await failure(issueFrom(answerAt({ token_id: id })));
    expect(error).toMatchObject({ code: 'TOKEN_NOT_REVOCABLE', client: 'acme' });
  });
});

test('a revocation’s answer that comes as gzip is read', async () => {
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  const refusal = {
    status: 403,
    headers,
    body: gzipSync(JSON.stringify({ code: 'insufficient_scope', message: 'no' })),
  };
  const error = await failure(from(refusal, (auth) => auth.revoke('tok_lt_1', canary())));
  expect(error).toMatchObject({ code: 'TOKEN_REFUSED', status: 403 });
});
