import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pointsIn } from '../../sandbox/cloudwatch/embedded-metrics.ts';
import { stackMetric, SweepFunction } from '../support/sweep-function.ts';
import { TestSandbox } from '../support/test-sandbox.ts';
import { vendorName } from '../support/vend-consumer.ts';

const DAY = 24 * 60 * 60;

let running: TestSandbox;
let sweep: SweepFunction;
beforeAll(async () => {
  running = await TestSandbox.start();
  sweep = SweepFunction.paused(running);
  for (const name of ['acme', 'globex']) await running.client(name).issueFirstToken();
});
afterAll(() => running.stop());

const points = () => running.lines.flatMap(pointsIn);

/** What is written while something happens: the values by name, of what is written for the whole stack. */
const writtenDuring = async (happening: () => Promise<unknown>): Promise<Record<string, number[]>> => {
  const ofStack = () => points().filter(({ dimensions }) => dimensions['service'] === 'all');
  const before = ofStack().length;
  await happening();
  const written: Record<string, number[]> = {};
  for (const { name, value } of ofStack().slice(before)) (written[name] ??= []).push(value);
  return written;
};
const vend = (request: object, qualifier = 'letters') =>
  running.sandbox.lambda.invoke(vendorName(running), Buffer.from(JSON.stringify(request)), { qualifier });
const vendMetric = (name: string) => points().filter((point) => point.name === name).length;
const kms = (operation: string, input: object) => {
  const { clients, credentials } = running.sandbox;
  const KeyId = clients.find(({ name }) => name === 'acme')?.signingKeyArn;
  return running.sandbox.kms.call(operation, { KeyId, ...input }, credentials.administrator.caller);
};

test('a rotation that goes well writes of the whole stack nothing but by how much the clocks differ', async () => {
  const written = await writtenDuring(() => running.client('acme').rotate());
  expect(Object.keys(written)).toEqual(['ClockDrift']);
  expect(Math.max(...written['ClockDrift']!)).toBeLessThan(30);
});

test('a failure is counted once by its cause, although it is logged where it happens and where it ends', async () => {
  running.sandbox.faults.order({
    kind: 'refuse',
    status: 403,
    service: 'click2mail',
    operation: 'issueShortTermToken',
  });
  expect(await writtenDuring(() => vend({}))).toEqual({ ApiRefusals: [1] });
});

test('what a consumer may not have is no failure of the vendor', async () => {
  const [failed, refused] = [vendMetric('VendFailed'), vendMetric('VendRefused')];
  expect(await writtenDuring(() => vend({ scopes: ['jobs:read'] }))).toEqual({});
  expect([vendMetric('VendFailed') - failed, vendMetric('VendRefused') - refused]).toEqual([0, 1]);
});

test('a call that AWS denies the sweep is counted, and hinders nothing else that it does for the client', async () => {
  running.sandbox.faults.order({ kind: 'refuse', status: 403, service: 'kms', operation: 'DescribeKey' });
  const written = await writtenDuring(async () => {
    const result = await sweep.sweep();
    expect(stackMetric(result, 'FailedClients')).toEqual([1]);
    expect(stackMetric(result, 'SigningKeysUnusable')).toEqual([0]);
    expect(stackMetric(result, 'SecondsToExpiry')).toHaveLength(2);
  });
  // The hour decides whether the API is asked, which tells its time.
  const { ClockDrift: _, ...ofFailures } = written;
  expect(ofFailures).toEqual({ DeniedCalls: [1] });
});

test('a key that waits for its deletion is as unusable as one that is disabled', async () => {
  await kms('ScheduleKeyDeletion', { PendingWindowInDays: 7 });
  expect(stackMetric(await sweep.sweep(), 'SigningKeysUnusable')).toEqual([1]);
  await kms('CancelKeyDeletion', {});
  expect(stackMetric(await sweep.sweep(), 'SigningKeysUnusable')).toEqual([1]);
  await kms('EnableKey', {});
  expect(stackMetric(await sweep.sweep(), 'SigningKeysUnusable')).toEqual([0]);
});

test('a rotation counts as switched off when it was cancelled, and when the secret waits for its deletion', async () => {
  const client = running.client('padded');
  await client.administrate('CancelRotateSecret', {});
  expect(stackMetric(await sweep.sweep(), 'RotationsSwitchedOff')).toEqual([1]);
  await running.client('hasty').administrate('DeleteSecret', {});
  expect(stackMetric(await sweep.sweep(), 'RotationsSwitchedOff')).toEqual([2]);
});

test('a client secret is stale after a year, and not when another was put', async () => {
  for (const { name } of running.sandbox.clients) {
    if (name !== 'hasty') await running.client(name).administrate('CancelRotateSecret', {});
  }
  await running.sandbox.clock.advance(364 * DAY);
  expect(stackMetric(await sweep.sweep(), 'StaleClientSecrets')).toEqual([0]);
  await running.sandbox.clock.advance(2 * DAY);
  expect(stackMetric(await sweep.sweep(), 'StaleClientSecrets')).toEqual([1]);
  const { clients, secretsManager, credentials } = running.sandbox;
  await secretsManager.call(
    'PutSecretValue',
    {
      SecretId: clients.find(({ name }) => name === 'globex')?.clientSecretArn,
      SecretString: '{"client_secret":"another"}',
      ClientRequestToken: 'b'.repeat(32),
    },
    credentials.administrator.caller,
  );
  expect(stackMetric(await sweep.sweep(), 'StaleClientSecrets')).toEqual([0]);
});
