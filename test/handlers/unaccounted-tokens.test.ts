import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { pointsIn } from '../../sandbox/cloudwatch/embedded-metrics.ts';
import { SweepFunction } from '../support/sweep-function.ts';
import { TestSandbox } from '../support/test-sandbox.ts';

let running: TestSandbox;
let sweep: SweepFunction;

beforeAll(async () => {
  running = await TestSandbox.start();
  sweep = SweepFunction.paused(running);
  for (const name of ['acme', 'hasty', 'padded']) await running.client(name).issueFirstToken();
  await running.sandbox.clock.advance(60);
});

afterEach(() => running.sandbox.faults.clear());

afterAll(() => running.stop());

/** The values of the metric that the alarm looks at, written while something happens; 0 says that there was none. */
async function toldDuring(happening: () => Promise<unknown>): Promise<number[]> {
  const before = running.lines.length;
  await happening();
  return running.lines
    .slice(before)
    .flatMap(pointsIn)
    .filter(
      ({ name, dimensions }) => name === 'UnaccountedTokens' && dimensions['service'] === 'revoke-superseded-tokens',
    )
    .map(({ value }) => value)
    .filter((value) => value > 0);
}

/** The API says that it knows no such token, although the token works. */
const disownOnce = () =>
  running.sandbox.faults.order({ kind: 'refuse', status: 404, service: 'click2mail', operation: 'revokeToken' });

test('a rotation without grace that meets a token which is unaccounted for tells whoever is on call, once', async () => {
  disownOnce();
  expect(await toldDuring(() => running.client('hasty').rotate())).toEqual([1]);
  expect(await toldDuring(() => sweep.sweep())).toEqual([]);
});

test('a rotation that supersedes a token written by hand tells it, too', async () => {
  const client = running.client('padded');
  await client.administrate('PutSecretValue', { SecretString: '{"access_token":"lt_by_hand"}' });
  expect(await toldDuring(() => client.rotate())).toEqual([1]);
});

test('an order to revoke that cannot revoke tells it, too', async () => {
  const client = running.client('acme');
  const former = client.tokenIdOf(client.versionWith('AWSCURRENT') ?? '') ?? '';
  await client.rotate();
  disownOnce();
  expect(await toldDuring(() => sweep.revokeNow('acme', { token_id: former }))).toEqual([1]);
});
