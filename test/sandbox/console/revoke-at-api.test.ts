import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { assemblyOf } from '../../support/assembly.ts';
import { type TestClient, TestSandbox } from '../../support/test-sandbox.ts';

let running: TestSandbox;
let acme: TestClient;
beforeAll(async () => {
  running = await TestSandbox.start(assemblyOf('acme'));
  acme = running.client('acme');
});
afterAll(() => running.stop());

async function revokeAtApi(which: object) {
  const answer = await fetch(`${running.sandbox.consoleUrl}/api/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'revoke-at-api', ...which }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const currentToken = () => acme.tokenIdOf(acme.versionWith('AWSCURRENT') ?? '') ?? '';
const stateOf = (tokenId: string) => acme.tokens.find(({ id }) => id === tokenId)?.state;

test('a client that has no token yet has none to revoke', async () => {
  expect(await revokeAtApi({ client: 'acme' })).toMatchObject({
    status: 409,
    body: { message: 'acme has no token yet.' },
  });
});

test('the current token is revoked at the API alone; the sweep finds it dead, and it is replaced', async () => {
  await acme.issueFirstToken();
  const [tokenId, labels] = [currentToken(), acme.labelsOf(acme.versionWith('AWSCURRENT') ?? '')];
  expect(await revokeAtApi({ client: 'acme' })).toEqual({ status: 200, body: { faults: [], revoked: tokenId } });
  expect([stateOf(tokenId), currentToken()]).toEqual(['revoked', tokenId]);
  expect(acme.labelsOf(acme.versionWith('AWSCURRENT') ?? '')).toEqual(labels);
  await running.sandbox.clock.advance(2 * 60 * 60);
  expect(currentToken()).not.toBe(tokenId);
  expect(stateOf(currentToken())).toBe('live');
});

test('a token is revoked by its id, whoever holds it', async () => {
  const tokenId = currentToken();
  await acme.rotate();
  expect(await revokeAtApi({ tokenId })).toMatchObject({ status: 200, body: { revoked: tokenId } });
  expect([stateOf(tokenId), stateOf(currentToken())]).toEqual(['revoked', 'live']);
  expect(await revokeAtApi({ tokenId })).toMatchObject({
    status: 409,
    body: { message: `${tokenId} is revoked already.` },
  });
});

test.each<[string, object, number, string]>([
  ['a client that the stack has not', { client: 'nobody' }, 404, 'The stack has no client nobody.'],
  ['a token that nobody knows', { tokenId: 'tok_lt_x' }, 404, 'There is no token tok_lt_x at the API.'],
  ['neither a client nor a token', {}, 400, 'client: name a client, whose current token is revoked'],
  ['both', { client: 'acme', tokenId: 'tok_lt_x' }, 400, 'client: name a client, whose current token is revoked'],
])('%s is refused', async (_what, which, status, message) => {
  expect(await revokeAtApi(which)).toMatchObject({ status, body: { message: expect.stringContaining(message) } });
});
