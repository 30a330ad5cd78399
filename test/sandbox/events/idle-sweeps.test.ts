import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TestSandbox } from '../../support/test-sandbox.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The API is asked what it was asked before. */
const CHANGE_NOTHING = [
  'DescribeSecret',
  'GetSecretValue',
  'ListSecretVersionIds',
  'DescribeKey',
  'issueShortTermToken',
];

let running: TestSandbox;
beforeAll(async () => {
  running = await TestSandbox.start();
  for (const name of ['acme', 'elliptic', 'globex', 'hasty', 'initech', 'padded']) {
    await running.client(name).issueFirstToken();
  }
});
afterAll(() => running.stop());

const runs = () => running.sandbox.eventRules.runs();
const invoked = () => runs().filter(({ outcome }) => outcome === 'invoked');

test('of thirty days of ticks hardly any are run, and at least one a day', async () => {
  await running.sandbox.clock.advance(29 * DAY);
  expect(runs()).toHaveLength((29 * DAY) / (15 * MINUTE));
  const times = invoked().map(({ at }) => at);
  expect(Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? 0)))).toBeLessThanOrEqual(DAY * 1000);
  expect(times.length).toBeLessThan(60);
});

test('a token that is superseded meanwhile is revoked in the first sweep after its grace', async () => {
  const client = running.client('acme');
  await running.sandbox.clock.advance(5 * DAY);
  const superseded = client.tokenIdOf(client.versionWith('AWSCURRENT') ?? '');
  await client.rotate();
  const graceOver = running.sandbox.clock.now() + 2 * HOUR * 1000;
  await running.sandbox.clock.advance(5 * DAY);
  const revokedAt = Date.parse(client.tokens.find(({ id }) => id === superseded)?.revokedAt ?? '');
  expect(revokedAt).toBeGreaterThan(graceOver - MINUTE * 1000);
  expect(revokedAt).toBeLessThan(graceOver + 16 * MINUTE * 1000);
});

test('a change by anybody is seen by the next sweep', async () => {
  await running.sandbox.clock.advance(5 * DAY);
  const client = running.client('acme');
  const current = client.versionWith('AWSCURRENT') ?? '';
  await client.administrate('UpdateSecretVersionStage', {
    VersionStage: `click2mail:${current}`,
    RemoveFromVersionId: current,
  });
  await running.sandbox.clock.advance(16 * MINUTE);
  expect(client.labelsOf(current)).toContain(`click2mail:${current}`);
});

test('a sweep that is left out would have changed nothing', async () => {
  const { lambda, clock } = running.sandbox;
  await clock.advance(20 * MINUTE);
  // So that nothing becomes due in the seconds around a tick.
  await running.client('acme').rotate();
  await running.client('padded').stage();
  let leftOut = 0;
  for (let passed = 0; passed < 14 * HOUR; passed += 15 * MINUTE) {
    const nextTick = (runs().at(-1)?.at ?? 0) + 15 * MINUTE * 1000;
    await clock.advance((nextTick - clock.now()) / 1000);
    const last = runs().at(-1);
    if (last?.outcome !== 'left-out') continue;
    leftOut += 1;
    const { calls, functionError } = await lambda.invoke(last.functionArn, Buffer.from('{}'));
    expect(functionError).toBeUndefined();
    expect(calls.filter(({ operation }) => !CHANGE_NOTHING.includes(operation))).toEqual([]);
  }
  expect(leftOut).toBeGreaterThan(10);
});
