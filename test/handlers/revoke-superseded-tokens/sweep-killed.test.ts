import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { stackMetric, SweepFunction, type SweepResult } from '../../support/sweep-function.ts';
import { TestSandbox } from '../../support/test-sandbox.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

let running: TestSandbox;
let sweep: SweepFunction;
beforeAll(async () => {
  running = await TestSandbox.start();
  sweep = SweepFunction.paused(running);
  for (const name of ['padded', 'globex']) await running.client(name).issueFirstToken();
  await running.sandbox.clock.advance(21 * MINUTE);
  await sweep.sweep();
});
afterEach(() => running.sandbox.faults.clear());
afterAll(() => running.stop());

/** Runs sweeps that are each killed as soon as a label is moved, until it holds. */
async function killAtMoves(until: () => boolean): Promise<SweepResult[]> {
  const results: SweepResult[] = [];
  while (!until()) {
    running.sandbox.faults.order({
      kind: 'kill',
      afterActing: true,
      service: 'secretsmanager',
      operation: 'UpdateSecretVersionStage',
      functionName: sweep.name,
    });
    const result = await sweep.trySweep();
    expect(result.error).toContain('Runtime');
    results.push(result);
  }
  return results;
}

const told = (results: readonly SweepResult[], metric: string): number[] =>
  results.flatMap((result) => stackMetric(result, metric)).filter((value) => value > 0);

test('a token that is unaccounted for is counted although the sweep is killed once the label is gone that says so', async () => {
  const client = running.client('padded');
  client.fault({ kind: 'lose-answer', service: 'click2mail', operation: 'issueLongTermToken' });
  await client.rotate();
  // The second attempt comes a minute after the first, and its label is to be old, too.
  await running.sandbox.clock.advance(25 * MINUTE);
  expect(client.ledger('begun')).not.toEqual([]);
  const killed = await killAtMoves(() => client.ledger('begun').length === 0);
  expect(told(killed, 'UnaccountedTokens')).toEqual([1]);
  expect(stackMetric(await sweep.sweep(), 'UnaccountedTokens')).toEqual([0]);
});

test('a rotation that is given up is counted although the sweep is killed once its version is released', async () => {
  const client = running.client('globex');
  client.fault({ kind: 'refuse', status: 403, service: 'secretsmanager', operation: 'DescribeSecret', times: 5 });
  await client.rotate();
  await sweep.sweep();
  await running.sandbox.clock.advance(6 * HOUR + MINUTE);
  expect(client.versionWith('AWSPENDING')).toBeDefined();
  const killed = await killAtMoves(() => client.versionWith('AWSPENDING') === undefined);
  expect(told(killed, 'ReleasedRotations')).toEqual([1]);
  expect(stackMetric(await sweep.sweep(), 'ReleasedRotations')).toEqual([0]);
});

test('a revocation is counted although the sweep is killed while it revokes its bearer', async () => {
  const client = running.client('globex');
  const first = client.tokenIdOf(client.versionWith('AWSCURRENT') ?? '');
  await client.rotate();
  await running.sandbox.clock.advance(2 * HOUR + MINUTE);
  running.sandbox.faults.order({ kind: 'kill', service: 'click2mail', operation: 'revokeToken', nth: 2 });
  const killed = await sweep.trySweep();
  expect(killed.error).toContain('Runtime');
  expect(client.tokens.find(({ id }) => id === first)?.state).toBe('revoked');
  expect(told([killed], 'RevokedTokens')).toEqual([1]);
  expect(stackMetric(await sweep.sweep(), 'RevokedTokens')).toEqual([0]);
});
