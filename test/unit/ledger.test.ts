import { expect, test } from '@jest/globals';
import { Ledger } from '../../functions/core/ledger.ts';
import { secretInProcess } from '../simulation/secret-in-process.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const FIRST = 'first-version-first-version-first-ver';
const SECOND = 'second-version-second-version-second-v';

async function withTwoVersions() {
  const { secret, call } = await secretInProcess(NOW);
  await call('PutSecretValue', { ClientRequestToken: FIRST, SecretString: 'one' });
  await call('PutSecretValue', { ClientRequestToken: SECOND, SecretString: 'two' });
  return { secret, call, ledger: new Ledger(secret, (await secret.describe()).versions) };
}

test('the ledger says what Secrets Manager would say, after every label that it moved', async () => {
  const { secret, ledger } = await withTwoVersions();
  await ledger.add('click2mail:one', FIRST);
  await ledger.add('click2mail:two', SECOND);
  expect(ledger.versions).toEqual((await secret.describe()).versions);
  await ledger.remove('click2mail:one', FIRST);
  await ledger.remove('AWSPREVIOUS', FIRST);
  expect(Object.hasOwn(ledger.versions, FIRST)).toBe(false);
  expect(ledger.versions).toEqual((await secret.describe()).versions);
});

test('a label that was not moved is not in the ledger', async () => {
  const { ledger } = await withTwoVersions();
  await expect(ledger.add('click2mail:x', 'no-such-version-no-such-version-no-su')).rejects.toMatchObject({
    code: 'LABEL_NOT_MOVED',
  });
  expect(JSON.stringify(ledger.versions)).not.toContain('click2mail:x');
});

test('what others moved shows when the ledger is refreshed', async () => {
  const { call, ledger } = await withTwoVersions();
  await call('UpdateSecretVersionStage', { VersionStage: 'by-hand', MoveToVersionId: SECOND });
  expect(ledger.versions[SECOND]).not.toContain('by-hand');
  expect((await ledger.refresh()).rotationEnabled).toBe(false);
  expect(ledger.versions[SECOND]).toContain('by-hand');
});
