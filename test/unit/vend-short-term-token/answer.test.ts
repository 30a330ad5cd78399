import { describe, expect, test } from '@jest/globals';
import {
  InvalidVendRequest,
  LabelsExhausted,
  NotBootstrapped,
  RenewedJustNow,
  ScopeNotAllowed,
  SecretUnreadable,
  TokenApiUnavailable,
  TokenRefused,
  type TokenRotationError,
  TokenUnfit,
  TooManyNarrowings,
  UnknownProfile,
} from '../../../functions/core/errors.ts';
import { httpAnswer, httpError, vendAnswer } from '../../../functions/vend-short-term-token/answer.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const TOKEN = {
  access_token: 'st_1',
  token_type: 'Bearer',
  token_id: 'tok_st_1',
  expires_at: '2026-03-01T12:15:00Z',
  scopes: ['jobs:submit'],
};
const VENDED = { token: TOKEN, expiresAt: NOW + 900_000, origin: 'exchanged', versionId: 'v1' } as const;
const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };

describe('a token is answered', () => {
  test('with the seconds that it has left, rounded down', () => {
    expect(vendAnswer(VENDED, NOW + 100_400)).toEqual({ ...TOKEN, expires_in: 799 });
  });

  test('without an id where it has none', () => {
    expect(vendAnswer({ ...VENDED, token: { ...TOKEN, token_id: undefined } }, NOW)).not.toHaveProperty('token_id');
  });

  test('as JSON that nobody may keep', () => {
    const answer = vendAnswer(VENDED, NOW);
    expect(httpAnswer(answer)).toEqual({ statusCode: 200, headers: HEADERS, body: JSON.stringify(answer) });
  });
});

const outage = (retryAfterSeconds?: number) => new TokenApiUnavailable('down', { retryAfterSeconds });

describe('a failure is answered', () => {
  test.each<[number, TokenRotationError]>([
    [400, new InvalidVendRequest('said')],
    [403, new ScopeNotAllowed('said')],
    [403, new UnknownProfile('said')],
    [429, new TooManyNarrowings('said')],
    [503, new NotBootstrapped('said')],
    [503, new SecretUnreadable('said', { isAbsent: false })],
  ])('with %i and its own words: %p', (statusCode, error) => {
    const answer = httpError(error);
    expect(answer).toMatchObject({ statusCode, headers: HEADERS });
    expect(JSON.parse(answer.body)).toEqual({ code: error.code.toLowerCase(), message: 'said' });
  });

  test.each<[number, TokenRotationError, string]>([
    [502, new TokenRefused('said', { status: 401, apiCode: 'invalid_token' }), 'Click2Mail refused the exchange.'],
    [502, new TokenUnfit('said', {}), 'Click2Mail gave a token that is not as asked.'],
    [500, new LabelsExhausted('said'), 'No token can be vended.'],
  ])('with %i and no more than a caller needs: %p', (statusCode, error, words) => {
    const answer = httpError(error);
    expect(answer.statusCode).toBe(statusCode);
    expect(answer.headers).toEqual(HEADERS);
    expect(JSON.parse(answer.body)).toEqual({
      code: error.code.toLowerCase(),
      message: `${words} An operator has to look.`,
    });
  });

  test.each<[number, number, TokenRotationError]>([
    [429, 40, new RenewedJustNow('said', { retryAfterSeconds: 40 })],
    [503, 30, outage(30)],
    [503, 5, outage()],
  ])('with %i, and when to come again: in %i s', (statusCode, seconds, error) => {
    const answer = httpError(error);
    expect(answer).toMatchObject({ statusCode, headers: { ...HEADERS, 'retry-after': String(seconds) } });
    expect(JSON.parse(answer.body)).toMatchObject({ details: { retry_after_seconds: seconds } });
  });
});
