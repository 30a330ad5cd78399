import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { KeyRollover } from '../support/key-rollover.ts';

/** `key activate` while a rotation is under way, or seems to be: AWS may leave AWSPENDING on the version that is current. */
let rollover: KeyRollover;
beforeAll(async () => {
  rollover = await KeyRollover.start('prepared');
  await rollover.sendKey();
});
afterAll(() => rollover.stop());

const activate = () => rollover.key('activate', 'acme');

/** As AWS may leave it after a rotation (belief: pending-after-rotation). */
async function leavePendingOnCurrent(): Promise<void> {
  const MoveToVersionId = rollover.client.versionWith('AWSCURRENT');
  await rollover.client.administrate('UpdateSecretVersionStage', { VersionStage: 'AWSPENDING', MoveToVersionId });
}

test('an error of the rotation that it waited for is not told as one of the next rotation', async () => {
  const { client, running } = rollover;
  const { faults, clock } = running.sandbox;
  // Its token is issued with the former key, and the rotation that is under way promotes it after the activation.
  client.fault({ kind: 'refuse', status: 500, service: 'secretsmanager', operation: 'GetSecretValue', times: 3 });
  await client.rotate();
  const pending = client.versionWith('AWSPENDING') ?? '';
  expect(client.labelsOf(pending)).toContain(`click2mail:${pending}`);
  await rollover.deploy('activated');
  // The command's second call of a function is held, while that rotation fails once more and then ends well.
  faults.order({ kind: 'delay', service: 'lambda', operation: 'Invoke', nth: 2, seconds: 15 });
  const typing = activate();
  while (faults.list().every(({ kind, struck }) => kind !== 'delay' || struck === 0)) await sleep(50);
  client.fault({ kind: 'refuse', status: 403, service: 'secretsmanager', operation: 'DescribeSecret' });
  await clock.advance(65);
  expect(client.versionWith('AWSCURRENT')).not.toBe(pending);
  await clock.advance(5 * 60);
  expect(client.versionWith('AWSCURRENT')).toBe(pending);
  // Longer than until errors are looked for.
  client.fault({ kind: 'delay', service: 'secretsmanager', operation: 'DescribeSecret', seconds: 6 });
  expect(await typing).toMatchObject({ code: 0, err: '' });
});

test('AWSPENDING on the current version is no rotation: no token is issued to try the key before the next one', async () => {
  await rollover.deploy('prepared');
  await rollover.client.rotate();
  await rollover.deploy('activated');
  await leavePendingOnCurrent();
  const probes = rollover.client.bearers.length;
  expect(await activate()).toMatchObject({ code: 0 });
  expect(rollover.client.bearers).toHaveLength(probes);
});

test('AWSPENDING on the current version is nothing to be resumed: the way back does not say so', async () => {
  await leavePendingOnCurrent();
  const { out } = await rollover.tokens('public-key', 'acme', '--format', 'thumbprint');
  rollover.running.sandbox.api.removeKey('c2m_acme', out.trim());
  const { code, err } = await activate();
  expect(code).toBe(1);
  expect(err).toContain('Go back to a, and send it the key in slot b first.');
  expect(err).not.toContain('resume');
});
