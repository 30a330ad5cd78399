import { beforeEach, describe, expect, test } from '@jest/globals';
import { SecretUnreadable } from '../../../functions/core/errors.ts';
import { Ledger } from '../../../functions/core/ledger.ts';
import { revokeDue, type Revoking } from '../../../functions/core/revocation.ts';
import type { SecretVersions } from '../../../functions/core/secret-versions.ts';
import { dueLabel, revokeNowLabel, storedLabel } from '../../../functions/core/version-labels.ts';
import { clientInProcess, NOW, outage, refusedAtFirst, valueOf, version } from '../client-in-process.ts';

const DAY = 86_400_000;
const [OLD, OLDER, CURRENT] = [version('old'), version('older'), version('current')] as const;

let client: Awaited<ReturnType<typeof clientInProcess>>;
let told: string[];
beforeEach(async () => {
  client = await clientInProcess();
  told = client.log.counted;
  await client.put(CURRENT, 'tok_current', ['AWSCURRENT']);
});

const due = (versionId: string, token: string) => client.put(versionId, token, [dueLabel(NOW - 1000, versionId)]);
const putText = (value: string, versionId = OLD) =>
  client.call('PutSecretValue', {
    ClientRequestToken: versionId,
    SecretString: value,
    VersionStages: [dueLabel(NOW - 1000, versionId)],
  });
const versions = async () => (await client.secret.describe()).versions;
const denied = new SecretUnreadable('denied', { isAbsent: false });
const unreadable = (...ids: string[]): SecretVersions => ({
  ...client.secret,
  read: async (which) => {
    if (ids.includes(which.versionId ?? '')) throw denied;
    return client.secret.read(which);
  },
});

async function revoke(hastened: readonly string[] = [], changes: Partial<Revoking> = {}) {
  const revoking = {
    ...client.revoking,
    onRevoked: () => void told.push('RevokedTokens'),
    ...changes,
  };
  return revokeDue(new Ledger(revoking.secret, revoking.clock, await versions()), revoking, new Set(hastened));
}

const lines = () => client.log.lines.map(([, details]) => details);

test('what is due is revoked, and its labels go', async () => {
  await due(OLD, 'tok_old');
  expect(await revoke()).toEqual({
    revoked: [{ versionId: OLD, tokenId: 'tok_old' }],
    failed: [],
    unread: [],
    unaccounted: [],
  });
  expect([...client.api.live]).toEqual(['tok_current']);
  expect(Object.keys(await versions())).not.toContain(OLD);
  expect(told).toEqual(['RevokedTokens']);
  expect(client.log.lines).toEqual([['Revoked a superseded token', { versionId: OLD, tokenId: 'tok_old' }]]);
});

test('without anything due there is no call', async () => {
  expect(await revoke([], { secret: unreadable(CURRENT) })).toEqual({
    revoked: [],
    failed: [],
    unread: [],
    unaccounted: [],
  });
  expect(client.api.calls).toEqual([]);
});

test('a copy of the token in use costs no bearer, and is left', async () => {
  await due(OLD, 'tok_current');
  expect(await revoke()).toEqual({ revoked: [], failed: [], unread: [], unaccounted: [] });
  expect(client.api.calls).toEqual([]);
});

test('without a bearer nothing is ended, and all of it failed', async () => {
  await due(OLD, 'tok_old');
  const error = outage();
  client.api.fails = () => error;
  expect(await revoke()).toEqual({
    revoked: [],
    failed: [{ versionId: OLD, tokenId: 'tok_old', error }],
    unread: [],
    unaccounted: [],
  });
  expect(lines()).toEqual([{ error }]);
});

test('one that fails hinders no other', async () => {
  await due(OLD, 'tok_old');
  await due(OLDER, 'tok_older');
  const error = outage();
  client.api.fails = (call) => (call.startsWith('revoke tok_old ') ? error : undefined);
  expect(await revoke()).toMatchObject({
    revoked: [{ tokenId: 'tok_older' }],
    failed: [{ versionId: OLD, tokenId: 'tok_old', error }],
  });
  expect(lines()).toContainEqual({ versionId: OLD, tokenId: 'tok_old', error });
});

describe('a token that the API does not know', () => {
  beforeEach(() => due(OLD, 'tok_old'));

  test('was gone already when it is refused, and refused again some seconds later', async () => {
    client.api.live.delete('tok_old');
    expect((await revoke()).revoked).toEqual([{ versionId: OLD, tokenId: 'tok_old' }]);
    expect([told, client.waits]).toEqual([[], [5000]]);
    expect(client.log.lines).toEqual([['A superseded token was gone already', { versionId: OLD, tokenId: 'tok_old' }]]);
    expect(Object.keys(await versions())).not.toContain(OLD);
  });

  test.each([
    ['it works', 0],
    ['it works after a moment', 1],
  ])('is unaccounted for when %s, and its labels go', async (_what, refusals) => {
    const { api } = client;
    const revokeAtApi = api.revoke.bind(api);
    api.revoke = (id, bearer) => (id === 'tok_old' ? Promise.resolve(false) : revokeAtApi(id, bearer));
    api.fails = refusedAtFirst(refusals);
    const { unaccounted, ...others } = await revoke();
    expect(others).toEqual({ revoked: [], failed: [], unread: [] });
    expect(unaccounted).toMatchObject([
      { versionId: OLD, tokenId: 'tok_old', error: { code: 'TOKEN_NOT_REVOCABLE', versionId: OLD } },
    ]);
    expect(told).toEqual(['UnaccountedTokens']);
    expect(lines()).toEqual([{ versionId: OLD, tokenId: 'tok_old' }]);
    expect(Object.keys(await versions())).not.toContain(OLD);
  });
});

describe('a version that is due', () => {
  test.each([
    ['text', 'by hand', [], []],
    ['nothing of ours', '{}', [], []],
    [
      'a token by hand',
      '{"access_token":"x","token_id":"tok_9"}',
      ['UnaccountedTokens'],
      [{ versionId: OLD, tokenId: 'tok_9' }],
    ],
    ['another client’s token', valueOf('tok_9', { client_id: 'c2m_other' }), [], [{ versionId: OLD }]],
    ['a token that is dead by any clock', valueOf('tok_9', { expires_at: '2026-02-01T00:00:00Z' }), [], []],
  ])('and holds %s only loses its labels', async (_what, value, reported, logged) => {
    await putText(value);
    const { unaccounted, ...others } = await revoke();
    expect(others).toEqual({ revoked: [], failed: [], unread: [] });
    expect(unaccounted).toMatchObject(reported.map(() => ({ versionId: OLD, tokenId: 'tok_9' })));
    expect(Object.keys(await versions())).not.toContain(OLD);
    expect(told).toEqual(reported);
    expect(lines()).toEqual(logged);
    expect(client.api.calls).toEqual([]);
  });

  test('and cannot be read stays due, and hinders no other', async () => {
    await due(OLD, 'tok_old');
    await due(OLDER, 'tok_older');
    expect(await revoke([], { secret: unreadable(OLD) })).toEqual({
      revoked: [{ versionId: OLDER, tokenId: 'tok_older' }],
      failed: [],
      unread: [denied],
      unaccounted: [],
    });
    expect((await versions())[OLD]).toContain(dueLabel(NOW - 1000, OLD));
    expect(told).toEqual(['RevokedTokens']);
  });

  test('and could not be read for 90 days is reported, and its labels go', async () => {
    await due(OLD, 'tok_old');
    expect(await revoke([], { secret: unreadable(OLD), clock: () => NOW + 91 * DAY })).toMatchObject({
      unread: [],
      unaccounted: [{ versionId: OLD }],
    });
    expect(told).toEqual(['UnaccountedTokens']);
    expect(lines()).toEqual([{ versionId: OLD }]);
    expect(Object.keys(await versions())).not.toContain(OLD);
  });

  test('and is hindered by a defect fails as such', async () => {
    await due(OLD, 'tok_old');
    const secret = { ...client.secret, read: () => Promise.reject(new TypeError('a defect')) };
    await expect(revoke([], { secret })).rejects.toThrow('a defect');
  });
});

describe('a version that an order hastens', () => {
  test('is ended before its time', async () => {
    await client.put(OLD, 'tok_old', [dueLabel(NOW + DAY, OLD)]);
    expect((await revoke([OLD])).revoked).toEqual([{ versionId: OLD, tokenId: 'tok_old' }]);
  });

  test('is ended once where it is due as well', async () => {
    await due(OLD, 'tok_old');
    expect((await revoke([OLD])).revoked).toHaveLength(1);
    expect(client.api.calls.filter((call) => call.startsWith('revoke tok_old'))).toHaveLength(1);
  });

  test('is left while it is in use, or is not there', async () => {
    expect(await revoke([CURRENT, OLD])).toEqual({ revoked: [], failed: [], unread: [], unaccounted: [] });
    expect((await versions())[CURRENT]).toContain(storedLabel(CURRENT));
    expect(client.api.calls).toEqual([]);
  });

  test('keeps its labels while it is in use, though it holds no token', async () => {
    const byHand = version('by-hand');
    await client.call('PutSecretValue', { ClientRequestToken: byHand, SecretString: 'by hand' });
    await client.secret.addLabel(revokeNowLabel(NOW, byHand), byHand);
    await revoke([byHand]);
    expect((await versions())[byHand]).toEqual(['AWSCURRENT', revokeNowLabel(NOW, byHand)]);
  });
});
