import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Consumer } from '../../../sandbox/demo/consumer.ts';
import { assemblyOf } from '../../support/assembly.ts';
import { SweepFunction } from '../../support/sweep-function.ts';
import { type TestClient, TestSandbox } from '../../support/test-sandbox.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

let running: TestSandbox;
let acme: TestClient;
let consumer: Consumer;

beforeAll(async () => {
  running = await TestSandbox.start(assemblyOf('acme'));
  acme = running.client('acme');
});
beforeEach(() => {
  const { secretsManager, sandbox } = running;
  const { apiBaseUrl, clock } = sandbox;
  consumer = new Consumer({ secretsManager, secretArn: acme.secretArn, apiBaseUrl, clock });
});
afterAll(() => running.stop());

const counts = () => [consumer.requests, consumer.failed];
const pass = (seconds: number) => running.sandbox.clock.advance(seconds);
const currentToken = () => acme.tokenIdOf(acme.versionWith('AWSCURRENT') ?? '') ?? '';

test('a consumer has nothing to work with before the first rotation', async () => {
  await expect(consumer.sendJob()).rejects.toThrow('The secret holds no token yet.');
  expect(counts()).toEqual([0, 0]);
  await acme.rotate();
  await consumer.sendJob();
  expect(counts()).toEqual([2, 0]);
});

test('a consumer buys a short-term token once and uses it until shortly before its end', async () => {
  await consumer.sendJob();
  await consumer.sendJob();
  expect(counts()).toEqual([3, 0]);
  await pass(13 * MINUTE);
  await consumer.sendJob();
  expect(counts()).toEqual([4, 0]);
  await pass(2 * MINUTE);
  await consumer.sendJob();
  expect(counts()).toEqual([6, 0]);
});

test('jobs of one consumer are sent one after another', async () => {
  await Promise.all([consumer.sendJob(), consumer.sendJob(), consumer.sendJob()]);
  expect(counts()).toEqual([4, 0]);
});

test('the clock does not jump in the middle of a job', async () => {
  const began = running.sandbox.clock.now();
  const job = consumer.sendJob();
  const advanced = pass(HOUR);
  await job;
  expect(running.sandbox.clock.now() - began).toBeLessThan(HOUR * 1000);
  await advanced;
});

test('a job that is asked for while the clock waits for others begins after its jump', async () => {
  // Nothing else is due within the hour: no sweep, and no alarm that looks at one.
  const sweep = SweepFunction.paused(running);
  await pass(6 * HOUR);
  await consumer.sendJob();
  let job: Promise<void> | undefined;
  running.sandbox.clock.beforeMove(async () => {
    job ??= consumer.sendJob();
    await setImmediate();
  });
  await pass(HOUR);
  await job;
  // The token of the job before has expired: it bought another one.
  expect(counts()).toEqual([4, 0]);
  sweep.resumeSchedule();
});

describe('a consumer whose token was revoked', () => {
  test('counts every refusal until it reads the secret again, an hour after it last did', async () => {
    await consumer.sendJob();
    const revoked = currentToken();
    await acme.rotate();
    running.sandbox.api.revokeOutOfBand(revoked);
    await pass(20 * MINUTE);
    await consumer.sendJob();
    await consumer.sendJob();
    expect(counts()).toEqual([4, 2]);
    await pass(41 * MINUTE);
    await consumer.sendJob();
    expect(counts()).toEqual([6, 2]);
  });

  test('is not refused when its token was superseded and lives through its grace', async () => {
    await consumer.sendJob();
    await acme.rotate();
    for (let passed = 0; passed < 90; passed += 10) {
      await pass(10 * MINUTE);
      await consumer.sendJob();
    }
    expect(consumer.failed).toBe(0);
  });
});

test('a job that the API refuses counts as one, too, and a lost answer is told', async () => {
  await consumer.sendJob();
  const fault = { service: 'click2mail', operation: 'submitSingleDocJobTemplate' } as const;
  running.sandbox.faults.order({ kind: 'refuse', status: 503, ...fault });
  await consumer.sendJob();
  expect(counts()).toEqual([3, 1]);
  running.sandbox.faults.order({ kind: 'lose-answer', ...fault });
  await expect(consumer.sendJob()).rejects.toThrow('fetch failed');
  await consumer.sendJob();
  expect(counts()).toEqual([5, 1]);
});
