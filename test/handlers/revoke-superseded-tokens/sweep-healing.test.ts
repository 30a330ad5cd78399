import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SweepFunction } from '../../support/sweep-function.ts';
import { type TestClient, TestSandbox } from '../../support/test-sandbox.ts';

const HOUR = 60 * 60;
const DAY = 24 * HOUR;

const NAMES = ['acme', 'elliptic', 'globex', 'hasty', 'initech', 'padded'];

let running: TestSandbox;
const client = (name: string): TestClient => running.client(name);
const versionIds = (name: string) => running.sandbox.state().clients.find((one) => one.name === name)?.versions ?? [];
const pendingOf = (name: string) => client(name).versionWith('AWSPENDING') ?? '';

/** The versions that were current when the rotations got stuck. */
const first = new Map<string, string | undefined>();
const wasStuck = new Map<string, boolean>();

/** Every client's scheduled rotation gets stuck in another way. */
beforeAll(async () => {
  running = await TestSandbox.start();
  for (const name of NAMES) await client(name).issueFirstToken();
  for (const name of NAMES) first.set(name, client(name).versionWith('AWSCURRENT'));
  const { clock } = running.sandbox;
  const sweep = new SweepFunction(running);
  const windowEnds = Math.max(...NAMES.map((name) => client(name).nextRotationAt));
  await clock.advance((windowEnds - clock.now()) / 1000 - DAY);

  const never = { service: 'secretsmanager', operation: 'DescribeSecret', kind: 'refuse', status: 403 } as const;
  // The first attempt and its four repetitions: what is left is a version without a value.
  for (const name of ['acme', 'globex', 'initech']) client(name).fault({ ...never, times: 5 });
  // What is left of these holds a token that could not be tried.
  for (const name of ['hasty', 'elliptic']) {
    client(name).fault({
      kind: 'refuse',
      status: 403,
      service: 'click2mail',
      operation: 'issueShortTermToken',
      times: 5,
    });
  }
  await client('padded').administrate('PutSecretValue', {
    SecretString: 'somebody else’s value',
    VersionStages: ['AWSPENDING'],
  });
  // Secrets Manager has tried all of them for the last time, and no sweep has come yet.
  sweep.pauseSchedule();
  await clock.advance(13 * HOUR);

  running.sandbox.api.revokeOutOfBand(client('hasty').tokenIdOf(pendingOf('hasty')) ?? '');
  await client('elliptic').administrate('UpdateSecretVersionStage', {
    VersionStage: 'AWSPENDING',
    RemoveFromVersionId: pendingOf('elliptic'),
    MoveToVersionId: client('elliptic').versionWith('AWSPREVIOUS'),
  });
  await client('globex').administrate('CancelRotateSecret', {});
  for (const name of NAMES) wasStuck.set(name, pendingOf(name) !== '');
  sweep.resumeSchedule();
  await clock.advance(16 * HOUR);
});

afterAll(() => running.stop());

describe.each([
  ['acme', 'a version that is empty'],
  ['initech', 'a version that is empty, of the grant that renews itself'],
  ['hasty', 'a token that was revoked out of band'],
  ['padded', 'a foreign value under AWSPENDING'],
  ['elliptic', 'AWSPENDING that somebody moved'],
])('%s, stuck with %s', (name) => {
  test('is rotated again without a label moved by a person', () => {
    expect(wasStuck.get(name)).toBe(name !== 'padded');
    const current = client(name).versionWith('AWSCURRENT') ?? '';
    expect(current).not.toBe(first.get(name));
    expect(client(name).liveTokens.map(({ id }) => id)).toContain(client(name).tokenIdOf(current));
    expect([undefined, current]).toContain(client(name).versionWith('AWSPENDING'));
  });

  test('has no token left but the current one and those in grace', () => {
    const due = versionIds(name).filter(({ labels }) => labels.some((label) => label.startsWith('click2mail:due:')));
    const known = [client(name).versionWith('AWSCURRENT') ?? '', ...due.map(({ versionId }) => versionId)];
    const knownTokens = known.map((versionId) => client(name).tokenIdOf(versionId));
    for (const { id } of client(name).liveTokens) expect(knownTokens).toContain(id);
    expect(client(name).ledger('begun')).toEqual([]);
  });
});

test('a rotation that somebody cancelled is released and stays off, until one resume', async () => {
  const globex = client('globex');
  expect(globex.versionWith('AWSPENDING')).toBeUndefined();
  expect(globex.versionWith('AWSCURRENT')).toBe(first.get('globex'));
  await globex.rotate();
  expect(globex.rotations.at(-1)?.outcome).toBe('succeeded');
  expect(globex.versionWith('AWSCURRENT')).not.toBe(first.get('globex'));
});
