import { expect, test } from '@jest/globals';
import { isClientSecretSet, parseClientSecret } from '../../../functions/core/client-secret.ts';
import { secretInProcess } from '../../simulation/secret-in-process.ts';

test("a client's secret is read as an operator put it", () => {
  expect(parseClientSecret('{"client_secret":"s3cret"}', 'acme')).toBe('s3cret');
  expect(parseClientSecret('{"client_secret":"s3cret","note":"of May"}', 'acme')).toBe('s3cret');
});

test('a byte-order mark before it is nothing of it', () => {
  expect(parseClientSecret('\uFEFF{"client_secret":"s3cret"}', 'acme')).toBe('s3cret');
  expect(parseClientSecret('\uFEFF\uFEFF{"client_secret":"s3cret"}', 'acme')).toBe('s3cret');
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
  expect(() => parseClientSecret(value, 'acme')).toThrow(
    expect.objectContaining({ code: 'CLIENT_SECRET_NOT_SET', client: 'acme' }),
  );
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

test.each([
  ['a secret', '{"client_secret":"s3cret"}', true],
  ['a secret that cannot be sent', '{"client_secret":"s3 cret"}', false],
  ['an empty secret', '{"client_secret":""}', false],
  ['the placeholder', '{}', false],
])('whether it is set is told without it: %s', async (_what, value, isSet) => {
  const { secret, call } = await secretInProcess(0);
  await call('PutSecretValue', { ClientRequestToken: 'a'.repeat(36), SecretString: value });
  await call('PutSecretValue', {
    ClientRequestToken: 'b'.repeat(36),
    SecretString: 'what is pending counts for nothing',
    VersionStages: ['AWSPENDING'],
  });
  expect(await isClientSecretSet(secret)).toBe(isSet);
});
