import { expect, test } from '@jest/globals';
import { SecretUnreadable } from '../../../functions/core/errors.ts';
import { Ledger } from '../../../functions/core/ledger.ts';
import type { Revoking } from '../../../functions/core/revocation.ts';
import {
  begunLabel,
  dueLabel,
  dueVersions,
  givenUpLabel,
  revokeNowLabel,
  storedLabel,
} from '../../../functions/core/version-labels.ts';
import {
  askForRotation,
  closeOrders,
  hasSuccessor,
  hastenedVersions,
  hastenOrdered,
  isSuccessorOrdered,
  openOrders,
} from '../../../functions/revoke-superseded-tokens/revoke-order.ts';
import { secretInProcess } from '../../simulation/secret-in-process.ts';
import { keptLog } from '../client-in-process.ts';

const NOW = Date.parse('2026-03-01T12:00:00.400Z');
const OLD = 'old-version-old-version-old-version-1';
const NEW = 'new-version-new-version-new-version-2';
const ORDER = revokeNowLabel(NOW, OLD);

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
  const log = keptLog();
  const revoking = { secret, clock: () => NOW, newAttempt: () => 'ab12', log } as unknown as Revoking;
  const [order] = openOrders(ledger.versions);
  if (order === undefined) throw new TypeError('There is no order.');
  return { secret, call, ledger, revoking, log, order, rotations };
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

test('what is written by hand is no successor while it holds the token, in whatever form', async () => {
  const { order, secret, call } = await ordered();
  await call('PutSecretValue', { ClientRequestToken: `by-hand-${NEW}`, SecretString: `\uFEFF${valueOf('tok_1')}` });
  expect(await hasSuccessor(order, (await secret.describe()).versions, secret)).toBe(false);
});

test('an order means its own version, and what is to end no later; nothing that is given up', () => {
  const versions = {
    current: ['AWSCURRENT'],
    own: [dueLabel(NOW, 'own')],
    earlier: [dueLabel(NOW - 5000, 'earlier')],
    later: [dueLabel(NOW + 5000, 'later')],
    released: [givenUpLabel(NOW - 5000, 'released')],
    both: [givenUpLabel(NOW - 5000, 'both'), dueLabel(NOW + 5000, 'both')],
    pending: ['AWSPENDING', dueLabel(NOW - 5000, 'pending')],
  };
  expect(hastenedVersions({ versionId: 'own' }, versions)).toEqual(['earlier', 'own']);
  expect(hastenedVersions({ versionId: 'later' }, versions)).toEqual(['own', 'earlier', 'both', 'later']);
});

test('an order for a version without a due-label means that version alone', () => {
  const versions = { own: ['AWSPREVIOUS'], earlier: [dueLabel(NOW - 5000, 'earlier')], current: ['AWSCURRENT'] };
  expect(hastenedVersions({ versionId: 'own' }, versions)).toEqual(['own']);
});

test('what is ordered is due in the present second, whatever grace it had', async () => {
  const { ledger, revoking } = await ordered({ labels: [dueLabel(NOW + 3_600_000, OLD)] });
  expect(dueVersions(ledger.versions, NOW)).toEqual([]);
  expect([...(await hastenOrdered(ledger, revoking))]).toEqual([OLD]);
  expect(dueVersions(ledger.versions, NOW)).toEqual([OLD]);
});

test('an order without a label has its version hastened all the same', async () => {
  const { ledger, revoking, order } = await ordered({ labels: [dueLabel(NOW + 3_600_000, OLD)] });
  await ledger.remove(ORDER, OLD);
  expect([...(await hastenOrdered(ledger, revoking))]).toEqual([]);
  expect([...(await hastenOrdered(ledger, revoking, [order]))]).toEqual([OLD]);
});

test('two orders in the same second leave the due-label that both put', async () => {
  const { ledger, revoking, secret } = await ordered({ labels: [dueLabel(NOW + 3_600_000, OLD)] });
  await secret.addLabel(dueLabel(NOW - 400, OLD), OLD);
  await ledger.refresh();
  await hastenOrdered(ledger, revoking);
  expect(dueVersions((await secret.describe()).versions, NOW)).toEqual([OLD]);
});

test('an order stays open as long as its version holds a token: its label goes with the version’s others', async () => {
  const { ledger, revoking, call } = await ordered();
  await closeOrders(ledger, revoking);
  await ledger.remove(storedLabel(OLD), OLD);
  await closeOrders(ledger, revoking);
  await call('UpdateSecretVersionStage', { VersionStage: 'AWSPENDING', MoveToVersionId: OLD });
  await ledger.refresh();
  await closeOrders(ledger, revoking);
  expect(openOrders(ledger.versions)).toHaveLength(1);
  await ledger.end(OLD);
  expect(openOrders(ledger.versions)).toEqual([]);
});

test('an order for a version that never was current, or holds no token, is closed', async () => {
  const { ledger, revoking } = await ordered({ labels: [givenUpLabel(NOW, OLD)] });
  await ledger.remove('AWSPREVIOUS', OLD);
  await closeOrders(ledger, revoking);
  expect(openOrders(ledger.versions)).toEqual([]);
});

test('an order waits for another token as long as its own is current', async () => {
  const alone = await ordered({ successor: '' });
  expect(await isSuccessorOrdered(alone.ledger.versions, alone.secret)).toBe(true);
  const replaced = await ordered();
  expect(await isSuccessorOrdered(replaced.ledger.versions, replaced.secret)).toBe(false);
});

test('no rotation is asked for where another token has become current meanwhile', async () => {
  const { ledger, revoking, order, call, rotations } = await ordered({ successor: '' });
  await call('RotateSecret', { ClientRequestToken: 'first-rotation-first-rotation-first-r' });
  await call('UpdateSecretVersionStage', {
    VersionStage: 'AWSPENDING',
    RemoveFromVersionId: 'first-rotation-first-rotation-first-r',
  });
  await call('PutSecretValue', { ClientRequestToken: NEW, SecretString: valueOf('tok_2') });
  await askForRotation(order, ledger, revoking);
  expect(rotations()).toBe(1);
});

test('a rotation that was switched off is not switched on by an order', async () => {
  const { ledger, revoking, order, call } = await ordered({ successor: '' });
  await call('RotateSecret');
  await call('CancelRotateSecret');
  await expect(askForRotation(order, ledger, revoking)).rejects.toMatchObject({ code: 'ROTATION_NOT_STARTED' });
  expect(await call('DescribeSecret')).toMatchObject({ RotationEnabled: false });
});

test('a version that is stuck makes way, and one that is being filled does not', async () => {
  const { ledger, revoking, log, order, call, secret, rotations } = await ordered({ successor: '' });
  await call('RotateSecret', { ClientRequestToken: NEW });
  await secret.addLabel(begunLabel(NOW - 60_000, 'ab12', NEW), OLD);
  await askForRotation(order, ledger, revoking);
  expect(rotations()).toBe(1);
  await secret.removeLabel(begunLabel(NOW - 60_000, 'ab12', NEW), OLD);
  await askForRotation(order, ledger, revoking);
  expect(rotations()).toBe(2);
  expect(log.lines.map(([, details]) => details)).toEqual([{ versionId: NEW }]);
  expect(Object.hasOwn((await secret.describe()).versions, NEW)).toBe(false);
});

test('an order without a current version, or for the current one, has no successor, and nothing is read', async () => {
  const { secret } = await ordered();
  const unread = { ...secret, read: () => Promise.reject(new SecretUnreadable('denied', { isAbsent: false })) };
  expect(await hasSuccessor({ versionId: OLD }, {}, unread)).toBe(false);
  expect(await hasSuccessor({ versionId: OLD }, { [OLD]: ['AWSCURRENT'] }, unread)).toBe(false);
});

test('a successor is told by the version that was described as current', async () => {
  const { order, ledger, secret, call } = await ordered();
  await call('PutSecretValue', { ClientRequestToken: `by-hand-${NEW}`, SecretString: 'lt_tok_1' });
  expect(await hasSuccessor(order, ledger.versions, secret)).toBe(true);
});

test('nothing is hastened for an order while a copy of its token is current', async () => {
  const { ledger, revoking } = await ordered({ successor: 'tok_1' });
  expect([...(await hastenOrdered(ledger, revoking))]).toEqual([]);
});

test('what is due already keeps its label', async () => {
  const due = dueLabel(NOW - 5000, OLD);
  const { ledger, revoking } = await ordered({ labels: [due] });
  expect([...(await hastenOrdered(ledger, revoking))]).toEqual([OLD]);
  expect(ledger.versions[OLD]).toContain(due);
});

test('an order stays open without a successor, whatever its version holds', async () => {
  const { ledger, revoking, call, secret } = await ordered({ successor: '' });
  await call('PutSecretValue', { ClientRequestToken: NEW, SecretString: 'by hand' });
  await secret.addLabel(revokeNowLabel(NOW, NEW), NEW);
  await ledger.refresh();
  await closeOrders(ledger, revoking);
  expect(openOrders(ledger.versions).map(({ versionId }) => versionId)).toContain(NEW);
});

test('an order stays open for a token that nobody gave up, or that was current as well', async () => {
  const never = await ordered();
  await never.ledger.remove('AWSPREVIOUS', OLD);
  await closeOrders(never.ledger, never.revoking);
  expect(openOrders(never.ledger.versions)).toHaveLength(1);
  const both = await ordered({ labels: [givenUpLabel(NOW, OLD)] });
  await closeOrders(both.ledger, both.revoking);
  expect(openOrders(both.ledger.versions)).toHaveLength(1);
});

test('an order for a version that could be read, and cannot any more, is closed after a day; a defect is told', async () => {
  const { ledger, revoking, secret, order } = await ordered();
  const readOnce = (error: Error) => {
    let reads = 0;
    return {
      ...secret,
      read: async (which: { versionId?: string }) => {
        if (which.versionId === OLD && (reads += 1) > 1) throw error;
        return secret.read({ versionId: which.versionId ?? NEW });
      },
    };
  };
  const close = (error: Error, now: number) =>
    closeOrders(ledger, { ...revoking, secret: readOnce(error), clock: () => now });
  const unreadable = new SecretUnreadable('denied', { isAbsent: false });
  await expect(close(new TypeError('a defect'), order.time)).rejects.toThrow('a defect');
  await close(unreadable, order.time + 86_399_999);
  expect(openOrders(ledger.versions)).toHaveLength(1);
  await close(unreadable, order.time + 86_400_000);
  expect(openOrders(ledger.versions)).toEqual([]);
});

test('an order for a version without a value is closed, and a defect is told as such', async () => {
  const { ledger, revoking, secret } = await ordered();
  const failing = (error: Error) => ({
    ...secret,
    read: async ({ versionId }: { versionId?: string }) => {
      if (versionId === OLD) throw error;
      return secret.read({ versionId: NEW });
    },
  });
  await expect(closeOrders(ledger, { ...revoking, secret: failing(new TypeError('a defect')) })).rejects.toThrow(
    'a defect',
  );
  expect(openOrders(ledger.versions)).toHaveLength(1);
  await closeOrders(ledger, { ...revoking, secret: failing(new SecretUnreadable('absent', { isAbsent: true })) });
  expect(openOrders(ledger.versions)).toEqual([]);
});

test('an order for what somebody wrote by hand is closed when a successor is there', async () => {
  const { ledger, revoking, call, secret } = await ordered();
  const byHand = `by-hand-${NEW}`;
  await call('PutSecretValue', { ClientRequestToken: byHand, SecretString: 'by hand', VersionStages: ['x'] });
  await secret.addLabel(revokeNowLabel(NOW, byHand), byHand);
  await ledger.refresh();
  await closeOrders(ledger, revoking);
  expect(openOrders(ledger.versions).map(({ versionId }) => versionId)).toEqual([OLD]);
});
