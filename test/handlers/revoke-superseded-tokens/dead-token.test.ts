import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { FaultOrder } from '../../../sandbox/faults.ts';
import { stackMetric, SweepFunction } from '../../support/sweep-function.ts';
import { type TestClient, TestSandbox } from '../../support/test-sandbox.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

let running: TestSandbox;
beforeAll(async () => {
  running = await TestSandbox.start();
});
afterEach(() => running.sandbox.faults.clear());
afterAll(() => running.stop());

const pass = (seconds: number) => running.sandbox.clock.advance(seconds);

async function bootstrapped(name: string): Promise<TestClient> {
  const client = running.client(name);
  await client.issueFirstToken();
  await pass(21 * MINUTE);
  return client;
}

const current = (client: TestClient) => client.tokenIdOf(client.versionWith('AWSCURRENT') ?? '') ?? '';
const isLive = (client: TestClient) => client.tokens.find(({ id }) => id === current(client))?.state === 'live';

/** @returns the id of the token, which is still current */
function revokeBehindOurBack(client: TestClient): string {
  const tokenId = current(client);
  running.sandbox.api.revokeOutOfBand(tokenId);
  expect(isLive(client)).toBe(false);
  return tokenId;
}

describe('a token that was revoked at the API behind our back', () => {
  test.each(['acme', 'globex'])('is replaced within 95 minutes when nothing is pending: %s', async (name) => {
    const client = await bootstrapped(name);
    await pass(17 * HOUR);
    const dead = revokeBehindOurBack(client);
    await pass(95 * MINUTE);
    expect(current(client)).not.toBe(dead);
    expect(isLive(client)).toBe(true);
    // What is called dead has its grace like any other, and then its labels go.
    expect(client.ledger('due')).toHaveLength(1);
    await pass(3 * HOUR);
    expect([...client.ledger('due'), ...client.ledger('dead')]).toEqual([]);
  });

  test('is replaced within two hours when a version has been pending for a minute', async () => {
    const client = await bootstrapped('elliptic');
    await pass(17 * HOUR);
    client.fault({ kind: 'refuse', status: 403, service: 'secretsmanager', operation: 'DescribeSecret', times: 1000 });
    await client.rotate();
    const pending = client.versionWith('AWSPENDING') ?? '';
    revokeBehindOurBack(client);
    await pass(MINUTE);
    running.sandbox.faults.clear();
    // What held the rotation up is over, but for Secrets Manager's own attempts.
    await pass(2 * HOUR - MINUTE);
    expect(isLive(client)).toBe(true);
    expect(client.versionWith('AWSPENDING') ?? '').not.toBe(pending);
  });

  test('is replaced by a token that is still in grace where the token renews itself', async () => {
    const client = await bootstrapped('initech');
    await client.rotate();
    revokeBehindOurBack(client);
    await pass(95 * MINUTE);
    expect(isLive(client)).toBe(true);
  });

  test('stays current, and is told of, where nothing can replace it but a one-time code', async () => {
    const client = running.client('initech');
    await pass(17 * HOUR);
    const dead = revokeBehindOurBack(client);
    await pass(2 * HOUR);
    expect(current(client)).toBe(dead);
    expect(client.ledger('dead')).toHaveLength(1);
    await client.replaceByOtp();
    await pass(20 * MINUTE);
    expect(isLive(client)).toBe(true);
    expect(client.ledger('dead')).toEqual([]);
  });
});

describe('a sweep that asks the API', () => {
  let client: TestClient;
  let sweep: SweepFunction;
  beforeAll(async () => {
    await running.stop();
    running = await TestSandbox.start();
    client = await bootstrapped('acme');
    sweep = SweepFunction.paused(running);
  });

  const answerQuestions = (fault: Pick<FaultOrder, 'kind' | 'status' | 'times'>) =>
    running.sandbox.faults.order({
      ...fault,
      service: 'click2mail',
      operation: 'issueShortTermToken',
      functionName: sweep.name,
    });
  const everyQuarter = async () => {
    const results = [];
    for (let count = 0; count < 4; count += 1) {
      results.push(await sweep.sweep());
      await pass(15 * MINUTE);
    }
    return results;
  };
  const questions = (results: readonly { readonly calls: readonly { readonly operation: string }[] }[]) =>
    results.flatMap(({ calls }) => calls).filter(({ operation }) => operation === 'issueShortTermToken');

  test.each([
    ['that is down', { kind: 'refuse', status: 503 } as const],
    ['that refuses the client', { kind: 'refuse', status: 403 } as const],
    ['that is not there', { kind: 'lose-answer' } as const],
  ])('learns nothing of one %s, and fails for nobody', async (_what, fault) => {
    answerQuestions({ ...fault, times: 1000 });
    const results = await everyQuarter();
    expect(questions(results).length).toBeGreaterThanOrEqual(1);
    expect(results.flatMap((result) => stackMetric(result, 'FailedClients'))).toEqual([0, 0, 0, 0]);
    expect(results.flatMap((result) => stackMetric(result, 'DeadTokens'))).toEqual([0, 0, 0, 0]);
    expect(client.ledger('dead')).toEqual([]);
  });

  test('calls a token dead only when it is refused twice', async () => {
    const before = current(client);
    answerQuestions({ kind: 'refuse', status: 401 });
    await everyQuarter();
    expect(current(client)).toBe(before);
    expect(client.ledger('dead')).toEqual([]);
  });

  test('takes the label off when the token is accepted after all', async () => {
    answerQuestions({ kind: 'refuse', status: 401, times: 2 });
    client.fault({ kind: 'refuse', status: 400, service: 'click2mail', operation: 'issueLongTermToken', times: 1000 });
    const results = [];
    for (let count = 0; count < 5 && client.ledger('dead').length === 0; count += 1) {
      await pass(15 * MINUTE);
      results.push(await sweep.sweep());
    }
    expect(stackMetric(results.at(-1)!, 'DeadTokens')).toEqual([1]);
    expect(results.at(-1)?.complaints).toContainEqual(
      expect.objectContaining({ level: 'ERROR', message: expect.stringContaining('refuses the current token') }),
    );
    await pass(15 * MINUTE);
    expect(stackMetric(await sweep.sweep(), 'DeadTokens')).toEqual([0]);
    expect(client.ledger('dead')).toEqual([]);
  });

  test('makes no other call of the API when nothing is to be done', async () => {
    const results = await everyQuarter();
    const ofApi = results.flatMap(({ calls }) => calls).filter(({ service }) => service === 'click2mail');
    expect(ofApi).toEqual(questions(results));
    expect(ofApi.length).toBeGreaterThanOrEqual(1);
    expect(ofApi.length).toBeLessThanOrEqual(2);
  });

  test('asks nothing where somebody switched rotation off', async () => {
    await client.administrate('CancelRotateSecret', {});
    revokeBehindOurBack(client);
    expect(questions(await everyQuarter())).toEqual([]);
    expect(client.ledger('dead')).toEqual([]);
  });
});
