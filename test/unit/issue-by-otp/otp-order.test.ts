import { expect, test } from '@jest/globals';
import { readOtpOrder } from '../../../functions/issue-by-otp/otp-order.ts';

test('an order names the client and the code, and may replace a token that works', () => {
  expect(readOtpOrder({ client: 'acme', otp_code: '12345678' })).toEqual({
    client: 'acme',
    otpCode: '12345678',
    replace: false,
  });
  expect(readOtpOrder({ client: 'acme', otp_code: '12345678', replace: true })).toMatchObject({ replace: true });
});

test.each([
  ['no object', 'acme', /object/],
  ['a list', [], /object/],
  ['nothing', null, /object/],
  ['no client', { otp_code: '12345678' }, /client/],
  ['an empty client', { client: '', otp_code: '12345678' }, /client/],
  ['no code', { client: 'acme' }, /otp_code/],
  ['a code that is a number', { client: 'acme', otp_code: 12345678 }, /otp_code/],
  ['a code with a blank', { client: 'acme', otp_code: '1234 5678' }, /otp_code/],
  ['a code of more than 64 characters', { client: 'acme', otp_code: '1'.repeat(65) }, /otp_code/],
  ['a doubtful replace', { client: 'acme', otp_code: '12345678', replace: 'yes' }, /replace/],
  ['a field too many', { client: 'acme', otp_code: '12345678', code: '1' }, /besides/],
])('%s is refused', (_what, event, message) => {
  expect(() => readOtpOrder(event)).toThrow(message);
  expect(() => readOtpOrder(event)).toThrow(expect.objectContaining({ code: 'INVALID_ORDER' }));
});

test('a refusal never repeats a value: it may be the code', () => {
  const refused = () => readOtpOrder({ client: 'acme', otp_code: '1234 5678', replace: '87654321', 99998888: 1 });
  expect(refused).toThrow(/^(?!.*\d{4})/);
});
