import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { assemblyOf } from '../../support/assembly.ts';
import { type TestClient, TestSandbox } from '../../support/test-sandbox.ts';

let running: TestSandbox;
let client: TestClient;

beforeAll(async () => {
  running = await TestSandbox.start(assemblyOf('acme'));
  client = running.client('acme');
  await client.rotate();
});

afterEach(async () => {
  running.sandbox.faults.clear();
  await client.tidyUp();
});

afterAll(() => running.stop());

const beforehand = () => new Set(client.tokens.map(({ id }) => id));
const newTokens = (before: Set<string>) => client.tokens.filter(({ id }) => !before.has(id));
const countOf = (calls: readonly { operation: string }[], operation: string) =>
  calls.filter((call) => call.operation === operation).length;

test('a token that was stored before is not issued again', async () => {
  const before = beforehand();
  const versionId = await client.stage();
  expect(await client.step('createSecret', versionId)).toMatchObject({ errorType: undefined });
  const again = await client.step('createSecret', versionId);
  expect(again.errorType).toBeUndefined();
  expect(again.calls.map(({ operation }) => operation)).toEqual(['DescribeSecret']);
  expect(newTokens(before)).toHaveLength(1);
});

describe('when the API refuses', () => {
  test.each([
    [400, 'invalid_grant'],
    [401, 'invalid_token'],
    [403, 'insufficient_scope'],
  ])('with %i, nothing was issued and the begun-label goes', async (status, code) => {
    const before = beforehand();
    const versionId = await client.stage();
    client.fault({ kind: 'refuse', status, service: 'click2mail', operation: 'issueLongTermToken' });
    const { errorType, errorMessage } = await client.step('createSecret', versionId);
    expect(errorType).toBe('TokenRefused');
    expect(errorMessage).toContain(`${status} ${code}`);
    expect(newTokens(before)).toEqual([]);
    expect(client.ledger('begun').filter((label) => label.endsWith(versionId))).toEqual([]);
  });

  test('with 429 and a time, it waits and asks again with a fresh assertion', async () => {
    const versionId = await client.stage();
    client.fault({ kind: 'throttle', seconds: 1, service: 'click2mail', operation: 'issueLongTermToken' });
    const { errorType, calls } = await client.step('createSecret', versionId);
    expect(errorType).toBeUndefined();
    expect(countOf(calls, 'issueLongTermToken')).toBe(2);
    expect(countOf(calls, 'Sign')).toBe(2);
  });
});

describe('when nobody knows whether a token was issued', () => {
  test.each([
    ['its answer is lost', { kind: 'lose-answer' }, 1],
    ['the API fails with 500', { kind: 'refuse', status: 500 }, 0],
    ['the API fails with 503', { kind: 'refuse', status: 503 }, 0],
  ] as const)('because %s, it is not asked for again, and the begun-label stays', async (_why, fault, issued) => {
    const before = beforehand();
    const versionId = await client.stage();
    client.fault({ ...fault, service: 'click2mail', operation: 'issueLongTermToken', times: 9 });
    const { errorType, calls } = await client.step('createSecret', versionId);
    expect(errorType).toBe('TokenApiUnavailable');
    expect(countOf(calls, 'issueLongTermToken')).toBe(1);
    expect(newTokens(before)).toHaveLength(issued);
    const [label = ''] = client.ledger('begun').filter((one) => one.endsWith(versionId));
    expect(client.versionWith(label)).toBe(client.versionWith('AWSCURRENT'));
  });

  test('the next attempt has a label of its own, and leaves the other one alone', async () => {
    const versionId = await client.stage();
    client.fault({ kind: 'lose-answer', service: 'click2mail', operation: 'issueLongTermToken' });
    await client.step('createSecret', versionId);
    expect((await client.step('createSecret', versionId)).errorType).toBeUndefined();
    const labels = client.ledger('begun').filter((one) => one.endsWith(versionId));
    expect(labels).toHaveLength(2);
    expect(labels.map((label) => client.versionWith(label)).toSorted()).toEqual(
      [versionId, client.versionWith('AWSCURRENT')].toSorted(),
    );
  });
});

describe('when storing', () => {
  test('acted but its answer was lost, the token is found stored', async () => {
    const before = beforehand();
    const versionId = await client.stage();
    client.fault({ kind: 'lose-answer', service: 'secretsmanager', operation: 'PutSecretValue', times: 9 });
    expect((await client.step('createSecret', versionId)).errorType).toBeUndefined();
    expect(newTokens(before)).toMatchObject([{ id: client.tokenIdOf(versionId), state: 'live' }]);
  });

  test('failed without a trace, nothing is revoked and the begun-label names the token', async () => {
    const before = beforehand();
    const versionId = await client.stage();
    client.fault({ kind: 'refuse', status: 500, service: 'secretsmanager', operation: 'PutSecretValue', times: 9 });
    const { errorType, calls } = await client.step('createSecret', versionId);
    expect(errorType).toBe('SecretNotStored');
    expect(countOf(calls, 'revokeToken')).toBe(0);
    expect(newTokens(before)).toMatchObject([{ state: 'live' }]);
    expect(client.ledger('begun').some((label) => label.endsWith(versionId))).toBe(true);
  });

  test('acted, but neither its answer nor the version can be read, nothing is revoked: it may be ours', async () => {
    const before = beforehand();
    const versionId = await client.stage();
    client.fault({ kind: 'lose-answer', service: 'secretsmanager', operation: 'PutSecretValue', times: 9 });
    client.fault({ kind: 'refuse', status: 403, service: 'secretsmanager', operation: 'GetSecretValue', times: 9 });
    expect((await client.step('createSecret', versionId)).errorType).toBe('SecretNotStored');
    expect(newTokens(before)).toMatchObject([{ id: client.tokenIdOf(versionId), state: 'live' }]);
    running.sandbox.faults.clear();
    expect((await client.step('createSecret', versionId)).errorType).toBeUndefined();
    expect(newTokens(before)).toHaveLength(1);
  });

  test('meets a foreign value, ours is revoked, and the version is released for another rotation', async () => {
    const before = beforehand();
    const versionId = await client.stage();
    await client.administrate('PutSecretValue', {
      ClientRequestToken: versionId,
      SecretString: 'a value that somebody put here',
      VersionStages: ['AWSPENDING'],
    });
    const { errorType, errorMessage } = await client.step('createSecret', versionId);
    expect(errorType).toBe('SecretNotStored');
    expect(errorMessage).toContain('rotate again');
    expect(newTokens(before)).toMatchObject([{ state: 'revoked' }]);
    expect(client.ledger('begun').filter((label) => label.endsWith(versionId))).toEqual([]);
    expect(client.versionWith('AWSPENDING')).toBeUndefined();
    await client.rotate();
    expect(client.rotations.at(-1)?.outcome).toBe('succeeded');
  });

  test('meets a foreign value and ours cannot be revoked, the log names it and the begun-label stays', async () => {
    const before = beforehand();
    const versionId = await client.stage();
    await client.administrate('PutSecretValue', {
      ClientRequestToken: versionId,
      SecretString: 'a value that somebody put here',
      VersionStages: ['AWSPENDING'],
    });
    client.fault({ kind: 'refuse', status: 500, service: 'click2mail', operation: 'revokeToken', times: 99 });
    expect((await client.step('createSecret', versionId)).errorType).toBe('SecretNotStored');
    const [lost] = newTokens(before);
    expect(lost?.state).toBe('live');
    expect(running.lines.some((line) => line.includes('"level":"ERROR"') && line.includes(lost?.id ?? '-'))).toBe(true);
    expect(client.ledger('begun').some((label) => label.endsWith(versionId))).toBe(true);
    expect(client.versionWith('AWSPENDING')).toBeUndefined();
  });
});

test('of two runs at once one stores its token, and the other one revokes its own', async () => {
  const before = beforehand();
  const versionId = await client.stage();
  // Longer than the second run takes to come as far, its start included.
  client.fault({ kind: 'delay', seconds: 3, service: 'secretsmanager', operation: 'PutSecretValue' });
  const results = await Promise.all([client.step('createSecret', versionId), client.step('createSecret', versionId)]);
  expect(results.map(({ errorType }) => errorType ?? 'stored').toSorted()).toEqual(['SecretNotStored', 'stored']);
  expect(
    newTokens(before)
      .map(({ state }) => state)
      .toSorted(),
  ).toEqual(['live', 'revoked']);
  expect(newTokens(before).find(({ state }) => state === 'live')?.id).toBe(client.tokenIdOf(versionId));
  expect(client.labelsOf(versionId)).toContain('AWSPENDING');
  expect(client.ledger('begun').filter((label) => label.endsWith(versionId))).toHaveLength(1);
});

test('killed once the API has acted, the attempt is still named by its begun-label', async () => {
  const before = beforehand();
  const versionId = await client.stage();
  client.fault({ kind: 'kill', afterActing: true, service: 'click2mail', operation: 'issueLongTermToken' });
  expect((await client.step('createSecret', versionId)).errorType).toBe('Runtime.ExitError');
  expect(newTokens(before)).toMatchObject([{ state: 'live' }]);
  expect(client.ledger('begun').some((label) => label.endsWith(versionId))).toBe(true);
});

test.each([0, 1, 2])('with no more than %i free labels nothing is issued', async (free) => {
  const before = beforehand();
  const versionId = await client.stage();
  const current = client.versionWith('AWSCURRENT');
  const added: string[] = [];
  for (let index = 0; index < 20; index += 1) {
    const label = `somebody-else-${index}`;
    const isFull = await client
      .administrate('UpdateSecretVersionStage', { VersionStage: label, MoveToVersionId: current })
      .then(() => false)
      .catch(() => true);
    if (isFull) break;
    added.push(label);
  }
  for (const label of added.splice(0, free)) await takeOff(label, current);
  const { errorType, errorMessage, calls } = await client.step('createSecret', versionId);
  for (const label of added) await takeOff(label, current);
  expect(errorType).toBe('LabelsExhausted');
  expect(errorMessage).toContain('no token was issued');
  expect(calls.map(({ operation }) => operation)).toEqual(['DescribeSecret']);
  expect(newTokens(before)).toEqual([]);
});

async function takeOff(label: string, versionId: string | undefined): Promise<void> {
  await client.administrate('UpdateSecretVersionStage', { VersionStage: label, RemoveFromVersionId: versionId });
}

describe('the guard', () => {
  test('refuses a version that the secret does not have', async () => {
    const { errorType } = await client.step('createSecret', '99999999-9999-4999-8999-999999999999');
    expect(errorType).toBe('RotationNotStaged');
  });

  test('refuses while rotation is switched off', async () => {
    const versionId = await client.stage();
    await client.administrate('CancelRotateSecret', {});
    const { errorType, errorMessage } = await client.step('createSecret', versionId);
    await client.administrate('UpdateSecretVersionStage', {
      VersionStage: 'AWSPENDING',
      RemoveFromVersionId: versionId,
    });
    await client.rotate();
    expect(errorType).toBe('RotationNotStaged');
    expect(errorMessage).toContain('switched off');
    expect(client.rotations.at(-1)?.outcome).toBe('succeeded');
  });

  test('lets a version that is current already be, whatever the step', async () => {
    const current = client.versionWith('AWSCURRENT') ?? '';
    for (const step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const) {
      expect((await client.step(step, current)).errorType).toBeUndefined();
    }
    expect(client.versionWith('AWSCURRENT')).toBe(current);
  });

  test('refuses a version that is not pending', async () => {
    const previous = client.versionWith('AWSPREVIOUS') ?? '';
    for (const step of ['createSecret', 'testSecret', 'finishSecret'] as const) {
      expect((await client.step(step, previous)).errorType).toBe('RotationNotStaged');
    }
  });
});
