import { expect, test } from '@jest/globals';
import { parseClientSecret } from '../../../functions/core/client-secret.ts';

test("a client's secret is read as an operator put it", () => {
  expect(parseClientSecret('{"client_secret":"s3cret"}', 'acme')).toBe('s3cret');
  expect(parseClientSecret('{"client_secret":"s3cret","note":"of May"}', 'acme')).toBe('s3cret');
});

test('a byte-order mark before it is nothing of it', () => {
  expect(parseClientSecret('\uFEFF{"client_secret":"s3cret"}', 'acme')).toBe('s3cret');
});

test.each([
  ['a line break at its end', 's3cret\n'],
  ['a carriage return', 's3cret\r'],
  ['a blank before it', ' s3cret'],
  ['a blank in it', 's3 cret'],
  ['a tab', 's3\tcret'],
  ['a byte-order mark', '\uFEFFs3cret'],
  ['a blank that does not break', 's3cret\u00a0'],
  ['a letter that is not ASCII', 's3crét'],
])('a secret with %s is refused before it is used, and by its name', (_what, secret) => {
  const value = JSON.stringify({ client_secret: secret });
  expect(() => parseClientSecret(value, 'acme')).toThrow(expect.objectContaining({ code: 'CLIENT_SECRET_NOT_SET' }));
  expect(() => parseClientSecret(value, 'acme')).toThrow(/^The client_secret has/);
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
