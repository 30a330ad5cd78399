import { expect, test } from '@jest/globals';
import { parseClientSecret } from '../../../functions/core/client-secret.ts';

test("a client's secret is read as an operator put it", () => {
  expect(parseClientSecret('{"client_secret":"s3cret"}', 'acme')).toBe('s3cret');
  expect(parseClientSecret('{"client_secret":"s3cret","note":"of May"}', 'acme')).toBe('s3cret');
});

test.each([
  ['the placeholder of the first deployment', '{"placeholder":"abc"}'],
  ['bare text', 's3cret'],
  ['nothing', ''],
  ['null', 'null'],
  ['an empty secret', '{"client_secret":""}'],
  ['a number', '{"client_secret":7}'],
])('%s is no secret, and the error says what to do without repeating it', (_what, value) => {
  expect(() => parseClientSecret(value, 'acme')).toThrow(
    expect.objectContaining({ code: 'CLIENT_SECRET_NOT_SET', client: 'acme' }),
  );
  expect(() => parseClientSecret(value, 'acme')).toThrow(/put-secret-value/);
});
