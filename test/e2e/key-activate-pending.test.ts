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
