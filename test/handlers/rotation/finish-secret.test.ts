import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { TestSandbox } from '../../support/test-sandbox.ts';

let running: TestSandbox;

beforeAll(async () => {
  running = await TestSandbox.start();
});

afterEach(async () => {
  running.sandbox.faults.clear();
  for (const name of ['acme', 'padded', 'elliptic']) await running.client(name).tidyUp();
});

afterAll(() => running.stop());

const staged = async (name: string) => {
  const client = running.client(name);
  if (client.tokens.length === 0) await client.rotate();
  const versionId = await client.stage();
  expect((await client.step('createSecret', versionId)).errorType).toBeUndefined();
  return { client, versionId, superseded: client.versionWith('AWSCURRENT') ?? '' };
};

test('a pending version without a token that this rotation stored is not promoted', async () => {
  const client = running.client('acme');
  await client.rotate();
  const current = client.versionWith('AWSCURRENT');
  const versionId = await client.stage();
  expect((await client.step('finishSecret', versionId)).errorType).toBe('RotationNotStaged');
  expect(client.versionWith('AWSCURRENT')).toBe(current);
  expect((await client.step('createSecret', versionId)).errorType).toBeUndefined();
  expect((await client.step('finishSecret', versionId)).errorType).toBeUndefined();
});

test('killed after the move, it leaves what the sweep needs to end the old token, and a repetition is quiet', async () => {
  const { client, versionId, superseded } = await staged('padded');
  client.fault({
    kind: 'kill',
    afterActing: true,
    service: 'secretsmanager',
    operation: 'UpdateSecretVersionStage',
  });
  expect((await client.step('finishSecret', versionId)).errorType).toBe('Runtime.ExitError');
  expect(client.versionWith('AWSCURRENT')).toBe(versionId);
  expect(client.labelsOf(superseded)).toContain(`click2mail:${superseded}`);
  expect(client.ledger('due').some((label) => label.endsWith(superseded))).toBe(false);
  expect((await client.step('finishSecret', versionId)).errorType).toBeUndefined();
});

test('a move whose answer is lost is found to have happened, and the old token gets its due time', async () => {
  const { client, versionId, superseded } = await staged('padded');
  client.fault({ kind: 'lose-answer', service: 'secretsmanager', operation: 'UpdateSecretVersionStage' });
  expect((await client.step('finishSecret', versionId)).errorType).toBeUndefined();
  expect(client.versionWith('AWSCURRENT')).toBe(versionId);
  expect(client.ledger('due').some((label) => label.endsWith(superseded))).toBe(true);
});

test('a current token that somebody put by hand is put into the ledger before it is superseded', async () => {
  const { client, versionId, superseded } = await staged('elliptic');
  const stored = `click2mail:${superseded}`;
  await client.administrate('UpdateSecretVersionStage', { VersionStage: stored, RemoveFromVersionId: superseded });
  expect((await client.step('finishSecret', versionId)).errorType).toBeUndefined();
  expect(client.labelsOf(superseded)).toContain(stored);
  expect(client.ledger('due').some((label) => label.endsWith(superseded))).toBe(true);
});

test('a due-label left on the current version goes before it is superseded', async () => {
  const { client, versionId, superseded } = await staged('elliptic');
  const stale = `click2mail:due:20250101T000000Z:${superseded}`;
  await client.administrate('UpdateSecretVersionStage', { VersionStage: stale, MoveToVersionId: superseded });
  expect((await client.step('finishSecret', versionId)).errorType).toBeUndefined();
  const due = client.ledger('due').filter((label) => label.endsWith(superseded));
  expect(due).toHaveLength(1);
  expect(due).not.toContain(stale);
  expect(client.liveTokens.some(({ id }) => id === client.tokenIdOf(superseded))).toBe(true);
});

test('without grace and with the API down it succeeds, and the old token stays due', async () => {
  const { client, versionId, superseded } = await staged('hasty');
  client.fault({ kind: 'refuse', status: 500, service: 'click2mail', operation: 'revokeToken', times: 99 });
  expect((await client.step('finishSecret', versionId)).errorType).toBeUndefined();
  expect(client.versionWith('AWSCURRENT')).toBe(versionId);
  expect(client.ledger('due').some((label) => label.endsWith(superseded))).toBe(true);
  expect(running.lines.some((line) => line.includes('not ended yet') && line.includes(superseded))).toBe(true);
  running.sandbox.faults.clear();
  await client.rotate();
  expect(client.tokens.filter(({ state }) => state === 'live')).toHaveLength(1);
});

test('a token that a version in use still carries is not revoked, although a copy of it is due', async () => {
  const client = running.client('hasty');
  const current = client.versionWith('AWSCURRENT') ?? '';
  const copy = 'cccccccc-cccc-4ccc-8ccc-cccccccccccc';
  await client.administrate('PutSecretValue', {
    ClientRequestToken: copy,
    SecretString: await client.valueOf(current),
    VersionStages: [`click2mail:${copy}`],
  });
  await client.rotate();
  expect(client.tokens.find(({ id }) => id === client.tokenIdOf(copy))?.state).toBe('live');
  const due = `click2mail:due:20250101T000000Z:${copy}`;
  await client.administrate('UpdateSecretVersionStage', { VersionStage: due, MoveToVersionId: copy });
  await client.rotate();
  expect(client.tokens.find(({ id }) => id === client.tokenIdOf(copy))?.state).toBe('revoked');
  expect(client.labelsOf(copy)).toEqual([]);
});

test('a move that fails leaves the old token current, and is an error', async () => {
  const { client, versionId, superseded } = await staged('acme');
  client.fault({
    kind: 'refuse',
    status: 403,
    service: 'secretsmanager',
    operation: 'UpdateSecretVersionStage',
    times: 9,
  });
  expect((await client.step('finishSecret', versionId)).errorType).toBe('LabelNotMoved');
  expect(client.versionWith('AWSCURRENT')).toBe(superseded);
});
