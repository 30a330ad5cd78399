import { describe, expect, test } from '@jest/globals';
import {
  driftOf,
  failureOf,
  isSuccess,
  outcomeOf,
  refusesToken,
  unreadable,
} from '../../../functions/clients/api-outcome.ts';
import { type HttpAnswer, NoAnswer } from '../../../functions/clients/bounded-request.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const SUBJECT = { client: 'acme', clock: () => NOW };
const PAGE = '<html>';
const code = (name: string) => JSON.stringify({ code: name });

const answer = (status: number, body = code('access_denied'), headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  body,
  header: (name) => headers[name],
});

test.each([
  [199, false],
  [200, true],
  [201, true],
  [202, true],
  [203, false],
  [204, true],
  [302, false],
  [400, false],
  [500, false],
])('%i says that it was done: %s', (status, isDone) => {
  expect(isSuccess(answer(status))).toBe(isDone);
});

test.each([
  [401, code('invalid_token'), true],
  [401, code('token_expired'), false],
  [403, code('invalid_token'), false],
  [401, PAGE, false],
])('%i with %s refuses the token: %s', (status, body, isRefused) => {
  expect(refusesToken(answer(status, body))).toBe(isRefused);
});

describe('an attempt', () => {
  test.each([
    [399, code('access_denied'), true],
    [400, code('access_denied'), false],
    [404, code('something new'), false],
    [408, code('access_denied'), true],
    [429, code('rate_limited'), false],
    [499, code('access_denied'), false],
    [499, PAGE, true],
    [500, code('access_denied'), true],
  ])('that was answered %i with %s may have acted: %s', (status, body, mayHaveActed) => {
    expect(outcomeOf(answer(status, body), NOW)).toEqual({ status, retryAfterSeconds: undefined, mayHaveActed });
  });

  test.each([true, false])('without an answer may have acted where it may have arrived: %s', (mayHaveArrived) => {
    expect(outcomeOf(new NoAnswer('ECONNRESET', mayHaveArrived), NOW)).toEqual({ mayHaveActed: mayHaveArrived });
  });

  test('is asked to wait', () => {
    expect(outcomeOf(answer(429, code('rate_limited'), { 'retry-after': '7' }), NOW)).toMatchObject({
      retryAfterSeconds: 7,
    });
  });
});

describe('a failure', () => {
  test('in the API’s own words is a refusal', () => {
    expect(failureOf(answer(403), 'issue a token', SUBJECT)).toMatchObject({
      code: 'TOKEN_REFUSED',
      status: 403,
      client: 'acme',
      message: 'The API refused to issue a token: 403 access_denied.',
    });
  });

  test('of too many requests is no refusal, and says when to try again', () => {
    const limited = answer(429, code('rate_limited'), { 'retry-after': '7' });
    expect(failureOf(limited, 'issue a token', SUBJECT)).toMatchObject({
      code: 'TOKEN_API_UNAVAILABLE',
      client: 'acme',
      mayHaveIssued: false,
      retryAfterSeconds: 7,
      message: 'The API was asked to issue a token and answered 429. Try again in 7 s.',
    });
  });

  test('in a gateway’s words says where to look', () => {
    expect(failureOf(answer(404, PAGE), 'revoke a token', SUBJECT)).toMatchObject({
      mayHaveIssued: false,
      retryAfterSeconds: undefined,
      message: 'The API was asked to revoke a token and a gateway answered 404: check apiBaseUrl. Try again later.',
    });
  });

  test('of the API itself does not speak of a gateway', () => {
    const { message } = failureOf(answer(500, PAGE), 'exchange the token', SUBJECT);
    expect(message).toBe('The API was asked to exchange the token and answered 500. Try again later.');
  });

  test('to understand the answer says what was asked', () => {
    expect(unreadable('issue a token', SUBJECT)).toMatchObject({
      code: 'TOKEN_API_UNAVAILABLE',
      client: 'acme',
      message: 'The API was asked to issue a token and gave an answer that cannot be read.',
    });
  });

  test.each([
    ['issue a token', true],
    ['exchange the token', false],
    ['revoke a token', false],
  ] as const)('to %s may have left a long-term token that nobody knows: %s', (deed, mayHaveIssued) => {
    expect(failureOf(answer(500, ''), deed, SUBJECT)).toMatchObject({ mayHaveIssued });
    expect(failureOf(answer(404, PAGE), deed, SUBJECT)).toMatchObject({ mayHaveIssued });
    expect(unreadable(deed, SUBJECT)).toMatchObject({ mayHaveIssued });
  });
});

test.each([
  ['Sun, 01 Mar 2026 12:00:10 GMT', 10_000],
  ['Sun, 01 Mar 2026 11:59:50 GMT', -10_000],
  ['soon', 0],
  [undefined, 0],
])('by the date %s the API’s clock is ahead by %i ms', (date, drift) => {
  expect(driftOf(answer(200, '', date === undefined ? {} : { date }), NOW)).toBe(drift);
});
