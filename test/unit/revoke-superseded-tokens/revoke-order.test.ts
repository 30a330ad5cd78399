import { expect, test } from '@jest/globals';
import { Ledger } from '../../../functions/core/ledger.ts';
import type { Revoking } from '../../../functions/core/revocation.ts';
import {
  begunLabel,
  dueLabel,
  dueVersions,
  revokeNowLabel,
  storedLabel,
} from '../../../functions/core/version-labels.ts';
import {
  askForRotation,
  closeOrders,
  hasSuccessor,
  hastenOrdered,
  hastenSuperseded,
  openOrders,
} from '../../../functions/revoke-superseded-tokens/revoke-order.ts';
import { secretInProcess } from '../../simulation/secret-in-process.ts';

const NOW = Date.parse('2026-03-01T12:00:00.400Z');
const OLD = 'old-version-old-version-old-version-1';
const NEW = 'new-version-new-version-new-version-2';
const ORDER = revokeNowLabel(NOW, OLD);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

const valueOf = (tokenId: string): string =>
  JSON.stringify({
    client_id: 'c2m_acme',
    access_token: `lt_${tokenId}`,
    token_type: 'Bearer',
    token_id: tokenId,
    issued_at: '2026-03-01T10:00:00Z',
    expires_at: '2026-04-01T10:00:00Z',
    scopes: ['jobs:submit'],
  });

/** The version that the order was given for, and one that came after it. */
async function ordered({ successor = 'tok_2', labels = [] as string[] } = {}) {
  const { secret, call, rotations } = await secretInProcess(NOW);
  const put = (ClientRequestToken: string, token: string, VersionStages: string[]) =>
    call('PutSecretValue', { ClientRequestToken, SecretString: valueOf(token), VersionStages });
  await put(OLD, 'tok_1', ['AWSCURRENT', storedLabel(OLD), ORDER]);
  if (successor !== '') await put(NEW, successor, ['AWSCURRENT', storedLabel(NEW)]);
  for (const label of labels) await secret.addLabel(label, OLD);
  const ledger = new Ledger(secret, () => NOW, (await secret.describe()).versions);
  const revoking = { secret, clock: () => NOW, newAttempt: () => 'ab12', log: silent } as unknown as Revoking;
  const [order] = openOrders(ledger.versions);
  if (order === undefined) throw new TypeError('There is no order.');
  return { secret, call, ledger, revoking, order, rotations };
}

test('an order has a successor once another token is current', async () => {
  const { order, ledger, secret } = await ordered();
  expect(await hasSuccessor(order, ledger.versions, secret)).toBe(true);
  const alone = await ordered({ successor: '' });
  expect(await hasSuccessor(alone.order, alone.ledger.versions, alone.secret)).toBe(false);
});

test('a copy of the token is no successor', async () => {
  const { order, ledger, secret } = await ordered({ successor: 'tok_1' });
  expect(await hasSuccessor(order, ledger.versions, secret)).toBe(false);
});

test('what is superseded is due in the present second, whatever grace it had', async () => {
  const { ledger, revoking } = await ordered({ labels: [dueLabel(NOW + 3_600_000, OLD)] });
  expect(dueVersions(ledger.versions, NOW)).toEqual([]);
  await hastenSuperseded(ledger, revoking);
  expect(dueVersions(ledger.versions, NOW)).toEqual([OLD]);
});

test('two orders in the same second leave the due-label that both put', async () => {
  const { ledger, revoking, secret } = await ordered({ labels: [dueLabel(NOW + 3_600_000, OLD)] });
  await secret.addLabel(dueLabel(NOW - 400, OLD), OLD);
  await ledger.refresh();
  await hastenSuperseded(ledger, revoking);
  expect(dueVersions((await secret.describe()).versions, NOW)).toEqual([OLD]);
});

test('an order is closed when nothing superseded is left, and not while something is', async () => {
  const { ledger, revoking } = await ordered();
  await closeOrders(ledger, revoking);
  expect(openOrders(ledger.versions)).toHaveLength(1);
  await ledger.remove(storedLabel(OLD), OLD);
  await closeOrders(ledger, revoking);
  expect(openOrders(ledger.versions)).toEqual([]);
});

test('an order stays open while its version is under AWSPENDING, and has it released, due later', async () => {
  const { ledger, revoking, call, secret } = await ordered();
  await call('UpdateSecretVersionStage', { VersionStage: 'AWSPENDING', MoveToVersionId: OLD });
  await ledger.refresh();
  await closeOrders(ledger, revoking);
  expect(openOrders(ledger.versions)).toHaveLength(1);
  await hastenOrdered(ledger, revoking);
  const { versions } = await secret.describe();
  expect(versions[OLD]).not.toContain('AWSPENDING');
  // finishSecret may be about to move AWSCURRENT to it.
  expect(dueVersions(versions, NOW)).toEqual([]);
  await hastenOrdered(ledger, revoking);
  expect(dueVersions((await secret.describe()).versions, NOW)).toEqual([OLD]);
});

test('of two orders for one version, neither makes due now what the other has just taken out of a rotation', async () => {
  const { ledger, revoking, call, secret } = await ordered({ labels: [revokeNowLabel(NOW + 2000, OLD)] });
  await call('UpdateSecretVersionStage', { VersionStage: 'AWSPENDING', MoveToVersionId: OLD });
  await ledger.refresh();
  expect(openOrders(ledger.versions)).toHaveLength(2);
  await hastenOrdered(ledger, revoking);
  const { versions } = await secret.describe();
  expect(versions[OLD]).not.toContain('AWSPENDING');
  expect(dueVersions(versions, NOW)).toEqual([]);
});

test('two orders without a successor ask for one rotation', async () => {
  const { ledger, revoking, call, rotations } = await ordered({
    successor: '',
    labels: [revokeNowLabel(NOW + 2000, OLD)],
  });
  await call('RotateSecret', { ClientRequestToken: NEW });
  expect(rotations()).toBe(1);
  await hastenOrdered(ledger, revoking);
  expect(rotations()).toBe(2);
});

test('a rotation that was switched off is not switched on by an order', async () => {
  const { ledger, revoking, call } = await ordered({ successor: '' });
  await call('RotateSecret');
  await call('CancelRotateSecret');
  await expect(askForRotation(ledger, revoking)).rejects.toMatchObject({ code: 'ROTATION_NOT_STARTED' });
  expect(await call('DescribeSecret')).toMatchObject({ RotationEnabled: false });
});

test('a version that is stuck makes way, and one that is being filled does not', async () => {
  const { ledger, revoking, call, secret, rotations } = await ordered({ successor: '' });
  await call('RotateSecret', { ClientRequestToken: NEW });
  await secret.addLabel(begunLabel(NOW - 60_000, 'ab12', NEW), OLD);
  await askForRotation(ledger, revoking);
  expect(rotations()).toBe(1);
  await secret.removeLabel(begunLabel(NOW - 60_000, 'ab12', NEW), OLD);
  await askForRotation(ledger, revoking);
  expect(rotations()).toBe(2);
  expect(Object.hasOwn((await secret.describe()).versions, NEW)).toBe(false);
});
