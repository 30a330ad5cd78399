import { expect, test } from '@jest/globals';
import { SecretUnreadable } from '../../../functions/core/errors.ts';
import type { SecretVersions } from '../../../functions/core/secret-versions.ts';
import type { TokenSecret } from '../../../functions/core/token-secret.ts';
import { findUse, judgeToken, VersionValues } from '../../../functions/core/token-use.ts';
import { dueLabel, givenUpLabel, storedLabel } from '../../../functions/core/version-labels.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const HOUR = 60 * 60 * 1000;
const TOKEN: TokenSecret = {
  client_id: 'c2m_acme',
  access_token: 'lt_secret',
  token_type: 'Bearer',
  token_id: 'tok_lt_1',
  issued_at: '2026-03-01T12:00:00.000Z',
  expires_at: '2026-04-15T12:00:00.000Z',
  scopes: ['jobs:submit'],
};

/** Reads versions from a table; what is not there cannot be read. */
const values = (table: Readonly<Record<string, string>>) =>
  new VersionValues({
    read: ({ versionId = '' }) =>
      Object.hasOwn(table, versionId)
        ? Promise.resolve({ versionId, value: table[versionId] ?? '', labels: [] })
        : Promise.reject(new SecretUnreadable('no', { isAbsent: versionId === 'empty' })),
  } as unknown as SecretVersions);

const SAME = { twin: JSON.stringify(TOKEN) };
const PASTED = { twin: TOKEN.access_token };

test.each([
  ['is current', ['AWSCURRENT'], SAME, 'keep', 'keep'],
  ['is current and in the ledger', ['AWSCURRENT', storedLabel('twin')], SAME, 'leave to other', 'keep'],
  ['is current, in the ledger, and pasted', ['AWSCURRENT', storedLabel('twin')], PASTED, 'keep', 'keep'],
  ['is pending', ['AWSPENDING'], SAME, 'keep', 'keep'],
  ['is pending and due', ['AWSPENDING', dueLabel(NOW, 'twin')], SAME, 'leave to other', 'keep'],
  ['is in grace', [dueLabel(NOW + HOUR, 'twin')], SAME, 'leave to other', 'revoke'],
  ['is in grace, and pasted', [dueLabel(NOW + HOUR, 'twin')], PASTED, 'keep', 'revoke'],
  ['waits for its end, given up', [givenUpLabel(NOW + HOUR, 'twin')], SAME, 'leave to other', 'revoke'],
  [
    'is in grace, and was given up',
    [givenUpLabel(NOW, 'twin'), dueLabel(NOW + HOUR, 'twin')],
    SAME,
    'leave to other',
    'revoke',
  ],
  ['is stored and has no time', [storedLabel('twin')], SAME, 'leave to other', 'revoke'],
  ['is due', [storedLabel('twin'), dueLabel(NOW, 'twin')], SAME, 'revoke', 'revoke'],
  ['is given up, past its time', [givenUpLabel(NOW, 'twin')], SAME, 'revoke', 'revoke'],
  ['has only AWSPREVIOUS', ['AWSPREVIOUS'], SAME, 'revoke', 'revoke'],
  ['holds another token', ['AWSCURRENT'], { twin: 'lt_other' }, 'revoke', 'revoke'],
])('a due token that another version holds, which %s', async (_what, labels, table, verdict, hastened) => {
  const use = await findUse({ twin: labels, own: [dueLabel(NOW, 'own')] }, NOW, values(table));
  expect([judgeToken(TOKEN, false, use), judgeToken(TOKEN, true, use)]).toEqual([verdict, hastened]);
});

test.each([[['AWSCURRENT']], [['AWSPENDING']]])('a version with %j that cannot be read stops all', async (labels) => {
  await expect(findUse({ lost: labels }, NOW, values({}))).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
});

test('a pending version without a value holds nothing', async () => {
  expect(await findUse({ empty: ['AWSPENDING'] }, NOW, values({}))).toEqual({ users: [], hindrance: undefined });
});

test('a version in grace that cannot be read stops all but what an order hastens', async () => {
  const use = await findUse({ lost: [dueLabel(NOW + HOUR, 'lost')] }, NOW, values({}));
  expect(() => judgeToken(TOKEN, false, use)).toThrow(SecretUnreadable);
  expect(judgeToken(TOKEN, true, use)).toBe('revoke');
});

test('a version past its time that cannot be read stops nothing', async () => {
  const use = await findUse({ lost: [dueLabel(NOW, 'lost')] }, NOW, values({}));
  expect(judgeToken(TOKEN, false, use)).toBe('revoke');
});

test('a version’s value is read once: it never changes', async () => {
  let reads = 0;
  const read = () => {
    reads += 1;
    return Promise.resolve({ versionId: 'v1', value: '', labels: [] });
  };
  const kept = new VersionValues({ read } as unknown as SecretVersions);
  expect([await kept.of('v1'), await kept.of('v1')]).toEqual(['', '']);
  expect(reads).toBe(1);
});
