import { describe, expect, test } from '@jest/globals';
import { parseErrorCode, readTokenAnswer, type TokenReading } from '../../../functions/clients/token-answer.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const DAY = 86_400_000;
const THOUSAND_YEARS = 1000 * 365 * DAY;
const WHOLE = { access_token: 'lt_1', token_type: 'Bearer', token_id: 'tok_1', scopes: ['jobs:submit'] };
const RECEIPT = { now: NOW, apiNow: NOW, tokenIdHeader: undefined };

const read = (changes: object, receipt: Partial<typeof RECEIPT> | { tokenIdHeader: string } = {}): TokenReading =>
  readTokenAnswer(JSON.stringify({ ...WHOLE, expires_in: 3600, ...changes }), { ...RECEIPT, ...receipt });

/** Seconds from now to its two expiries; what was read, where that is no token. */
function lifeOf(reading: TokenReading): readonly number[] | TokenReading['kind'] {
  if (reading.kind !== 'token') return reading.kind;
  return [reading.token.expiresAt, reading.token.expiresAtTheLatest].map((time) => (time - NOW) / 1000);
}

test('an answer is read as it is meant', () => {
  expect(read({})).toEqual({
    kind: 'token',
    token: { ...WHOLE, expiresAt: NOW + 3_600_000, expiresAtTheLatest: NOW + 3_600_000 },
  });
});

test.each([
  ['text', 'none'],
  ['no token', '{}'],
  ['an empty token', '{"access_token":""}'],
  ['a token that is a number', '{"access_token":1}'],
])('%s cannot be read', (_what, body) => {
  expect(readTokenAnswer(body, RECEIPT)).toEqual({ kind: 'unreadable' });
});

describe('a token', () => {
  test.each(['a', 'eyJ.a-b_c~d+e/f==', '=='.padStart(4, 'x')])('of %s fits into a header', (token) => {
    expect(read({ access_token: token })).toMatchObject({ kind: 'token', token: { access_token: token } });
  });

  test.each(['a\nb', ' a', 'a ', 'a=b', '=', 'ä'])('of %j does not, and is known by its id', (token) => {
    expect(read({ access_token: token })).toMatchObject({ kind: 'unfit', tokenId: 'tok_1' });
  });

  test.each(['Bearer', 'bearer', 'BEARER', null, undefined])('of the type %s is a bearer', (type) => {
    expect(read({ token_type: type })).toMatchObject({ kind: 'token', token: { token_type: 'Bearer' } });
  });

  test.each(['MAC', 'Bearer ', ' bearer', '', 1, ['Bearer']])('of the type %j is none', (type) => {
    expect(read({ token_type: type }).kind).toBe('unfit');
  });
});

test.each([
  [
    ['a:b', 'c:d'],
    ['a:b', 'c:d'],
  ],
  [' a:b  c:d ', ['a:b', 'c:d']],
  ['', []],
  [null, undefined],
  [undefined, undefined],
])('scopes written as %j are %j', (scopes, expected) => {
  expect(read({ scopes })).toMatchObject({ kind: 'token', token: { scopes: expected } });
});

test.each([[[1]], [{}], [7]])('scopes written as %j cannot be read', (scopes) => {
  expect(read({ scopes }).kind).toBe('unfit');
});

test.each<[unknown, string | undefined, string | undefined]>([
  ['tok_1', 'tok_2', 'tok_1'],
  [4711, 'tok_2', '4711'],
  [1.5, 'tok_2', 'tok_2'],
  ['a b', 'tok_2', 'tok_2'],
  [undefined, 'tok_2', 'tok_2'],
  [undefined, 'a, b', undefined],
  [null, undefined, undefined],
])('of the id %j in the body and %j in the header, %j counts', (inBody, inHeader, tokenId) => {
  const reading = readTokenAnswer(JSON.stringify({ ...WHOLE, expires_in: 60, token_id: inBody }), {
    ...RECEIPT,
    tokenIdHeader: inHeader,
  });
  expect(reading).toMatchObject({ kind: 'token', token: { token_id: tokenId } });
});

describe('life', () => {
  const inSeconds = (seconds: number) => (NOW + seconds * 1000) / 1000;

  test.each<[string, object, readonly number[] | string]>([
    ['seconds', { expires_in: 60 }, [60, 60]],
    ['seconds and a part', { expires_in: 60.9 }, [60, 60]],
    ['seconds as text', { expires_in: ' 60 ' }, [60, 60]],
    ['seconds and a part as text', { expires_in: '60.95' }, [60, 60]],
    ['a date', { expires_in: null, expires_at: '2026-03-01T12:01:00Z' }, [60, 60]],
    ['a date in seconds', { expires_in: null, expires_at: inSeconds(60) }, [60, 60]],
    ['a date in milliseconds', { expires_in: null, expires_at: NOW + 60_000 }, [60, 60]],
    ['a date in seconds as text', { expires_in: null, expires_at: String(inSeconds(60)) }, [60, 60]],
    ['both, of which the shorter is for use', { expires_in: 60, expires_at: inSeconds(90) }, [60, 90]],
    ['both, of which the shorter is the date', { expires_in: 90, expires_at: inSeconds(60) }, [60, 90]],
    ['seconds, with a date that is past', { expires_in: 60, expires_at: inSeconds(-60) }, [60, 60]],
    ['a thousand years', { expires_in: THOUSAND_YEARS / 1000 }, [THOUSAND_YEARS / 1000, THOUSAND_YEARS / 1000]],
    ['more than that', { expires_in: THOUSAND_YEARS / 1000 + 1 }, 'unfit'],
    ['more than that, with a date', { expires_in: 1e300, expires_at: inSeconds(60) }, [60, 60]],
    ['no time', { expires_in: 0 }, 'unfit'],
    ['less than none', { expires_in: -60 }, 'unfit'],
    ['words', { expires_in: 'a day' }, 'unfit'],
    ['a number with something before it', { expires_in: '+60' }, 'unfit'],
    ['a number with something behind it', { expires_in: '60 s' }, 'unfit'],
    ['a date that is past', { expires_in: null, expires_at: inSeconds(-60) }, 'unfit'],
    ['a date that is none', { expires_in: null, expires_at: 'soon' }, 'unfit'],
    ['a list', { expires_in: [60], expires_at: ['2026-03-01T12:01:00Z'] }, 'unfit'],
    ['nothing', { expires_in: undefined }, 'unfit'],
  ])('is told by %s', (_what, changes, life) => {
    expect(lifeOf(read(changes))).toEqual(life);
  });

  test.each([
    ['ahead', 600, [60, 660]],
    ['behind', -30, [60, 60]],
  ])('until a date runs by the API’s clock, which is %s', (_what, ahead, life) => {
    const changes = { expires_in: null, expires_at: inSeconds(60 + ahead) };
    expect(lifeOf(read(changes, { apiNow: NOW + ahead * 1000 }))).toEqual(life);
  });

  test.each([
    [99_999_999_999, 'unfit'],
    [100_000_000_000, 'unfit'],
  ])('until %i is none: it is past, or too far away', (expiresAt, life) => {
    expect(lifeOf(read({ expires_in: null, expires_at: expiresAt }))).toBe(life);
  });

  test('until a number of a hundred milliards is told in milliseconds, and below in seconds', () => {
    const at = (expiresAt: number, now: number) => {
      const reading = readTokenAnswer(JSON.stringify({ ...WHOLE, expires_at: expiresAt }), {
        ...RECEIPT,
        now,
        apiNow: now,
      });
      return reading.kind === 'token' && reading.token.expiresAt;
    };
    expect(at(100_000_000_000, 99_999_000_000)).toBe(100_000_000_000);
    expect(at(99_999_999_999, 99_999_999_000_000)).toBe(99_999_999_999_000);
  });
});

test.each([
  ['invalid_grant', 'invalid_grant'],
  ['invalid_token', 'invalid_token'],
  ['token_expired', 'token_expired'],
  ['invalid_client', 'invalid_client'],
  ['insufficient_scope', 'insufficient_scope'],
  ['access_denied', 'access_denied'],
  ['not_found', 'not_found'],
  ['rate_limited', 'rate_limited'],
  ['lt_secret', 'unknown code'],
  ['', 'unknown code'],
  [4, undefined],
])('the code %j of an error is told as %j', (code, told) => {
  expect(parseErrorCode(JSON.stringify({ code }))).toBe(told);
});

test.each(['<html>', 'null', '[]'])('%s is no error of the API', (body) => {
  expect(parseErrorCode(body)).toBeUndefined();
});
