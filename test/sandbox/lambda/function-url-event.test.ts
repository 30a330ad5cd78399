import { expect, test } from '@jest/globals';
import type { Caller } from '../../../sandbox/aws/aws-service.ts';
import { urlEvent } from '../../../sandbox/lambda/function-url-event.ts';

const caller: Caller = { accountId: '123456789012', arn: 'arn:aws:iam::123456789012:user/a', isAdministrator: false };
const place = { id: 'url', path: '/', accountId: '123456789012', region: 'us-east-1', now: 1_795_510_800_000 };

const eventOf = (headers: Readonly<Record<string, string>>, body = '{}') =>
  urlEvent({ method: 'POST', path: '/', query: '', headers, rawHeaders: [], body: Buffer.from(body) }, caller, place);

test.each([
  ['application/json', false],
  ['Application/JSON; charset=utf-8', false],
  ['application/javascript', false],
  ['application/xml', false],
  ['text/plain', false],
  ['text/csv; charset=utf-8', false],
  ['application/x-www-form-urlencoded', true],
  ['application/vnd.api+json', true],
  ['application/octet-stream', true],
  ['multipart/form-data', true],
  [undefined, true],
])('a body of the type %s comes as base64: %s', (type, isBase64Encoded) => {
  const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
  expect(eventOf(headers)).toMatchObject({ body: isBase64Encoded ? 'e30=' : '{}', isBase64Encoded });
});

test('without a body there is none in the event, whatever its type', () => {
  const event = eventOf({ 'content-type': 'application/octet-stream' }, '');
  expect(event).toMatchObject({ isBase64Encoded: false });
  expect(event).not.toHaveProperty('body');
});

test.each(['connection', 'keep-alive', 'transfer-encoding', 'authorization'])(
  'the header %s is not passed on',
  (name) => {
    expect(eventOf({ [name]: 'x' })['headers']).not.toHaveProperty(name);
  },
);

test('a trace that the caller began goes on', () => {
  const trace = 'Root=1-6b05a5d0-0123456789abcdef01234567';
  expect(eventOf({ 'x-amzn-trace-id': trace })['headers']).toMatchObject({ 'x-amzn-trace-id': trace });
});
