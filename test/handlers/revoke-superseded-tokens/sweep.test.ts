import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { stackMetric, SweepFunction } from '../../support/sweep-function.ts';
import { type TestClient, TestSandbox } from '../../support/test-sandbox.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

const NAMES = ['acme', 'elliptic', 'globex', 'hasty', 'initech', 'padded'];
const READS = ['DescribeSecret', 'GetSecretValue', 'DescribeKey', 'ListSecretVersionIds'];

let running: TestSandbox;
let sweep: SweepFunction;
beforeAll(async () => {
  running = await TestSandbox.start();
  sweep = SweepFunction.paused(running);
  for (const name of NAMES) await running.client(name).issueFirstToken();
  // What the attempts left in the ledger is to be gone before a test looks at it.
  await running.sandbox.clock.advance(21 * MINUTE);
  await sweep.sweep();
});
afterAll(() => running.stop());

const current = (client: TestClient): string => client.versionWith('AWSCURRENT') ?? '';
const dueOn = (client: TestClient, versionId: string): number[] =>
  client
    .labelsOf(versionId)
    .filter((label) => label.startsWith('click2mail:due:'))
    .map((label) =>
      Date.parse(label.replace(/^click2mail:due:(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z:.*$/, '$1-$2-$3T$4:$5:$6Z')),
    );
const move = (client: TestClient, label: string, from: string | undefined, to: string | undefined) =>
  client.administrate('UpdateSecretVersionStage', {
    VersionStage: label,
    ...(from === undefined ? {} : { RemoveFromVersionId: from }),
    ...(to === undefined ? {} : { MoveToVersionId: to }),
  });
const stateOf = (client: TestClient, tokenId: string | null) => client.tokens.find(({ id }) => id === tokenId)?.state;
const inHours = (hours: number) => running.sandbox.clock.now() + hours * HOUR * 1000;

test('when nothing is due, a sweep describes each secret once, reads it at most once, looks at keys, and asks the API only whether a token works', async () => {
  const { calls, complaints } = await sweep.sweep();
  const count = (operation: string) => calls.filter((call) => call.operation === operation).length;
  expect(count('DescribeSecret')).toBe(NAMES.length);
  expect(count('GetSecretValue')).toBeLessThanOrEqual(NAMES.length);
  expect([count('DescribeKey'), count('ListSecretVersionIds')]).toEqual([4, 1]);
  expect(calls.filter(({ operation }) => ![...READS, 'issueShortTermToken'].includes(operation))).toEqual([]);
  expect(complaints).toEqual([]);
});

describe('rule 1: what is current', () => {
  test('is in the ledger, however it came to be current', async () => {
    const client = running.client('acme');
    const versionId = current(client);
    await move(client, `click2mail:${versionId}`, versionId, undefined);
    await sweep.sweep();
    expect(client.labelsOf(versionId)).toContain(`click2mail:${versionId}`);
  });

  test.each([
    ['', false],
    [', also where Secrets Manager left AWSPENDING on what it had promoted', true],
  ])('is not due: a rollback takes the due time away%s', async (_where, isPendingLeft) => {
    const client = running.client('acme');
    const first = current(client);
    await client.rotate();
    const second = current(client);
    if (isPendingLeft) await move(client, 'AWSPENDING', undefined, second);
    await move(client, 'AWSCURRENT', second, first);
    await running.sandbox.clock.advance(3 * HOUR);
    await sweep.sweep();
    expect(dueOn(client, first)).toEqual([]);
    expect(stateOf(client, client.tokenIdOf(first))).toBe('live');
    expect(dueOn(client, second)).toHaveLength(1);
    // The way is free for another rotation.
    expect(client.versionWith('AWSPENDING')).toBeUndefined();
    await move(client, 'AWSCURRENT', first, second);
  });
});

describe('rule 2: what is superseded without a due time', () => {
  test.each([
    ['padded', 'its grace from now', 2],
    ['hasty', 'an hour, where there is no grace', 1],
  ])('of %s gets %s', async (name, _what, hours) => {
    const client = running.client(name);
    const first = current(client);
    // The rotation ends before it has written the due time.
    running.sandbox.faults.order({
      kind: 'kill',
      service: 'secretsmanager',
      operation: 'UpdateSecretVersionStage',
      functionName: client.functionName,
      // Of a rotation: the begun-label, the move, the due time.
      nth: 3,
    });
    await client.rotate();
    running.sandbox.faults.clear();
    expect([current(client) === first, dueOn(client, first)]).toEqual([false, []]);
    await sweep.sweep();
    const [due = 0] = dueOn(client, first);
    expect(due - inHours(hours)).toBeGreaterThan(-30_000);
    expect(due - inHours(hours)).toBeLessThanOrEqual(1000);
  });
});

describe('rule 3: what is due', () => {
  test('is revoked by a bearer that is revoked last, and its labels go', async () => {
    const client = running.client('elliptic');
    const first = current(client);
    await client.rotate();
    await running.sandbox.clock.advance(2 * HOUR - 5 * MINUTE);
    await sweep.sweep();
    expect(stateOf(client, client.tokenIdOf(first))).toBe('live');
    await running.sandbox.clock.advance(6 * MINUTE);
    await sweep.sweep();
    const revoked = client.tokens.find(({ id }) => id === client.tokenIdOf(first));
    expect(revoked?.state).toBe('revoked');
    expect(client.labelsOf(first).filter((label) => label.startsWith('click2mail:'))).toEqual([]);
    const bearer = client.bearers.at(-1);
    expect(bearer?.state).toBe('revoked');
    expect(Date.parse(bearer?.revokedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(revoked?.revokedAt ?? ''));
    expect(client.liveTokens).toHaveLength(1);
  });

  test('counts as revoked when the API does not know it any more', async () => {
    const client = running.client('elliptic');
    const first = current(client);
    await client.rotate();
    running.sandbox.api.revokeOutOfBand(client.tokenIdOf(first) ?? '');
    await running.sandbox.clock.advance(2 * HOUR + MINUTE);
    const { complaints } = await sweep.sweep();
    expect(complaints.filter(({ client: name }) => name === 'elliptic')).toEqual([]);
    expect(client.ledger('due')).toEqual([]);
  });

  test('stays alive as long as a copy of it is current', async () => {
    const client = running.client('elliptic');
    const first = current(client);
    const tokenId = client.tokenIdOf(first);
    await client.administrate('PutSecretValue', { SecretString: await client.valueOf(first) });
    expect(current(client)).not.toBe(first);
    await sweep.sweep();
    await running.sandbox.clock.advance(3 * HOUR);
    await sweep.sweep();
    expect(stateOf(client, tokenId)).toBe('live');
    await client.rotate();
    await running.sandbox.clock.advance(3 * HOUR);
    await sweep.sweep();
    await sweep.sweep();
    expect(stateOf(client, tokenId)).toBe('revoked');
  });
});

test('rule 4: a token whose answer never came is reported once, 20 minutes after its attempt began', async () => {
  const client = running.client('padded');
  client.fault({ kind: 'lose-answer', service: 'click2mail', operation: 'issueLongTermToken' });
  await client.rotate();
  const pending = client.versionWith('AWSPENDING') ?? '';
  expect(client.ledger('begun')).toHaveLength(1);
  expect(stackMetric(await sweep.sweep(), 'UnaccountedTokens')).toEqual([0]);
  await running.sandbox.clock.advance(21 * MINUTE);
  const result = await sweep.sweep();
  expect(stackMetric(result, 'UnaccountedTokens')).toEqual([1, 0]);
  expect(result.complaints).toContainEqual(
    expect.objectContaining({
      level: 'ERROR',
      client: 'padded',
      versionId: pending,
      attempt: expect.stringMatching(/^[0-9a-f]+$/),
      begunAt: expect.stringMatching(/^2\d{3}-/),
    }),
  );
  expect(stackMetric(await sweep.sweep(), 'UnaccountedTokens')).toEqual([0]);
});

test('rule 5: a version is released six hours after it was first seen pending', async () => {
  const client = running.client('globex');
  client.fault({ kind: 'refuse', status: 403, service: 'secretsmanager', operation: 'DescribeSecret', times: 5 });
  await client.rotate();
  const pending = client.versionWith('AWSPENDING') ?? '';
  await sweep.sweep();
  expect(client.labelsOf(current(client)).filter((label) => label.includes(':pending-since:'))).toEqual([
    expect.stringMatching(`:${pending}$`),
  ]);
  await running.sandbox.clock.advance(6 * HOUR - MINUTE);
  expect(stackMetric(await sweep.sweep(), 'ReleasedRotations')).toEqual([0]);
  expect(client.versionWith('AWSPENDING')).toBe(pending);
  await running.sandbox.clock.advance(2 * MINUTE);
  expect(stackMetric(await sweep.sweep(), 'ReleasedRotations')).toEqual([1, 0]);
  expect(client.versionWith('AWSPENDING')).toBeUndefined();
  await sweep.sweep();
  expect(client.labelsOf(current(client)).filter((label) => label.includes(':pending-since:'))).toEqual([]);
});

test('a secret that is scheduled for deletion is left alone, and is no failure', async () => {
  const client = running.client('initech');
  await client.rotate();
  await client.administrate('DeleteSecret', {});
  await running.sandbox.clock.advance(3 * HOUR);
  const result = await sweep.sweep();
  expect(stackMetric(result, 'FailedClients')).toEqual([0]);
  expect(client.liveTokens).toHaveLength(2);
  await client.administrate('RestoreSecret', {});
  await sweep.sweep();
  expect(client.liveTokens).toHaveLength(1);
});

describe('metrics', () => {
  test('are two for each client and eleven for the stack, in CloudWatch’s embedded format', async () => {
    const { metrics } = await sweep.sweep();
    const service = 'revoke-superseded-tokens';
    const perClient = metrics.filter(({ dimensions }) => 'client' in dimensions);
    for (const name of NAMES) {
      const own = perClient.filter(({ dimensions }) => dimensions['client'] === name);
      expect(own).toMatchObject([
        { name: 'OverdueRevocations', unit: 'Count', value: 0, dimensions: { service, client: name } },
        { name: 'SecondsToExpiry', unit: 'Seconds', value: expect.any(Number), dimensions: { service, client: name } },
      ]);
      const { expiresAt = '' } = running.client(name).liveTokens.at(-1) ?? {};
      const left = (Date.parse(expiresAt) - running.sandbox.clock.now()) / 1000;
      expect(Math.abs((own[1]?.value ?? 0) - left)).toBeLessThan(30);
    }
    const perStack = metrics.filter(({ dimensions }) => !('client' in dimensions) && dimensions['service'] === service);
    expect(perStack).toMatchObject(
      [
        'DueTokens',
        'RevokedTokens',
        'UnaccountedTokens',
        'ReleasedRotations',
        'StartedRotations',
        'RotationsSwitchedOff',
        'DeadTokens',
        'SigningKeysUnusable',
        'StaleClientSecrets',
        'FailedClients',
        'ClientsLeftOver',
      ].map((name) => ({ name, unit: 'Count', value: 0, dimensions: { service } })),
    );
  });

  test('count what was due, what was revoked, and what is overdue', async () => {
    const [acme, elliptic] = [running.client('acme'), running.client('elliptic')];
    for (const client of [acme, elliptic]) await client.rotate();
    await running.sandbox.clock.advance(2 * HOUR + MINUTE);
    running.sandbox.faults.order({
      kind: 'refuse',
      status: 403,
      service: 'kms',
      operation: 'Sign',
      functionName: sweep.name,
    });
    const failed = await sweep.sweep();
    running.sandbox.faults.clear();
    expect([stackMetric(failed, 'DueTokens'), stackMetric(failed, 'RevokedTokens')]).toEqual([[2], [1, 0]]);
    expect(stackMetric(failed, 'FailedClients')).toEqual([1]);
    expect(stackMetric(failed, 'OverdueRevocations').toSorted()).toEqual([0, 0, 0, 0, 0, 1]);
    const mended = await sweep.sweep();
    expect([stackMetric(mended, 'DueTokens'), stackMetric(mended, 'RevokedTokens')]).toEqual([[1], [1, 0]]);
  });
});

test('a client whose grant is broken is reported, and the others go on', async () => {
  const clients = ['acme', 'elliptic', 'globex'].map((name) => running.client(name));
  for (const client of clients) await client.rotate();
  const { kms, credentials, clients: deployed, secretsManager } = running.sandbox;
  const administrator = credentials.administrator.caller;
  const acme = deployed.find(({ name }) => name === 'acme');
  const globex = deployed.find(({ name }) => name === 'globex');
  await kms.call('DisableKey', { KeyId: acme?.signingKeyArn }, administrator);
  await secretsManager.call('DeleteSecret', { SecretId: globex?.clientSecretArn }, administrator);
  await running.sandbox.clock.advance(2 * HOUR + MINUTE);
  const result = await sweep.sweep();
  expect(stackMetric(result, 'FailedClients')).toEqual([2]);
  expect(new Set(result.complaints.flatMap(({ client }) => client ?? []))).toEqual(new Set(['acme', 'globex']));
  expect(clients.map(({ liveTokens }) => liveTokens.length)).toEqual([2, 1, 2]);
  await kms.call('EnableKey', { KeyId: acme?.signingKeyArn }, administrator);
  await secretsManager.call('RestoreSecret', { SecretId: globex?.clientSecretArn }, administrator);
  expect(stackMetric(await sweep.sweep(), 'FailedClients')).toEqual([0]);
  expect(clients.map(({ liveTokens }) => liveTokens.length)).toEqual([1, 1, 1]);
});
