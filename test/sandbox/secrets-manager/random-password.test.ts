import type { GetRandomPasswordRequest, SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusal, SecretsEndpoint } from './secrets-endpoint.ts';

let endpoint: SecretsEndpoint;
let client: SecretsManager;

beforeAll(async () => {
  endpoint = await SecretsEndpoint.start();
  ({ client } = endpoint);
});
afterAll(() => endpoint[Symbol.asyncDispose]());

test.each<[string, GetRandomPasswordRequest, RegExp]>([
  ['32 characters', {}, /^[!-~]{32}$/],
  ['each kind of character', { PasswordLength: 4 }, /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^a-zA-Z0-9]).{4}$/],
  [
    'only what is not excluded',
    { ExcludePunctuation: true, ExcludeNumbers: true, ExcludeUppercase: true },
    /^[a-z]{32}$/,
  ],
  ['none of certain characters', { PasswordLength: 4096, ExcludeCharacters: 'aB0"' }, /^[^aB0"]{4096}$/],
  ['spaces if wanted', { PasswordLength: 4096, IncludeSpace: true }, / /],
  ['one character if nothing is required', { PasswordLength: 1, RequireEachIncludedType: false }, /^.$/],
])('A password has %s', async (_what, request, expected) => {
  expect((await client.getRandomPassword(request)).RandomPassword).toMatch(expected);
});

test('A password of no characters is refused', async () => {
  const nothing = { ExcludeLowercase: true, ExcludeNumbers: true, ExcludePunctuation: true, ExcludeUppercase: true };
  expect(await refusal(client.getRandomPassword(nothing))).toMatchObject({ name: 'InvalidParameterException' });
});

test('With a random source of its own a simulation has the same names and passwords every time', async () => {
  expect(await simulate()).toEqual(await simulate());
});

/** The ARN and the password that come of a seed. */
async function simulate(): Promise<unknown[]> {
  let next = 0;
  const random = { uuid: () => 'not used', integer: (below: number) => (next += 7) % below };
  await using other = await SecretsEndpoint.start({ random });
  const { ARN } = await other.client.createSecret({ Name: 'secret' });
  return [ARN, (await other.client.getRandomPassword({})).RandomPassword];
}
