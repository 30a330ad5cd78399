import { beforeEach, describe, expect, test } from '@jest/globals';
import { SecretUnreadable } from '../../../functions/core/errors.ts';
import {
  begunLabel,
  dueLabel,
  dueTime,
  givenUpLabel,
  givenUpTime,
  pendingSinceLabel,
  retiredLabel,
  revokeNowLabel,
  storedLabel,
} from '../../../functions/core/version-labels.ts';
import { sweep } from '../../../functions/revoke-superseded-tokens/sweep.ts';
import type { Sweeping } from '../../../functions/revoke-superseded-tokens/sweeping.ts';
import { clientInProcess, NOW, outage, version } from '../client-in-process.ts';

const HOUR = 3_600_000;
const DAY_S = 86_400;
const [CURRENT, OLD, NEXT] = [version('current'), version('old'), version('next')] as const;
const atSecond = (time: number) => Math.ceil(time / 1000) * 1000;

let client: Awaited<ReturnType<typeof clientInProcess>>;
let counted: string[];
beforeEach(async () => {
  client = await clientInProcess();
  counted = client.log.counted;
  await client.put(CURRENT, 'tok_1', ['AWSCURRENT']);
});

const sweepOnce = (changes: Partial<Sweeping> = {}) =>
  sweep({
    ...client.revoking,
    graceSeconds: 7200,
    rotateEverySeconds: 30 * DAY_S,
    marginSeconds: DAY_S,
    releaseAfterSeconds: 6 * 3600,
    isAsking: false,
    count: (what) => void counted.push(what),
    ...changes,
  });
const versions = async () => (await client.secret.describe()).versions;
const labels = async (versionId: string) => (await versions())[versionId] ?? [];
const told = () => client.log.lines.map(([, details]) => details);
const denied = new SecretUnreadable('denied', { isAbsent: false });
/** A secret in which some versions cannot be read. */
const unreadable = (isDenied: (versionId: string | undefined) => boolean): Sweeping['secret'] => ({
  ...client.secret,
  read: async (which) => {
    if (isDenied(which.versionId)) throw denied;
    return client.secret.read(which);
  },
});
const putBeside = (versionId: string, value: string, under: readonly string[]) =>
  client.call('PutSecretValue', { ClientRequestToken: versionId, SecretString: value, VersionStages: [...under] });
const NOTHING = { isExpiring: false, overdue: 0, isTokenDead: false, due: 0, started: 0, failures: [] };

test('a secret that waits for its deletion is left alone', async () => {
  const described = { ...(await client.secret.describe()), isDeleted: true };
  const secret = { describe: () => Promise.resolve(described) } as unknown as Sweeping['secret'];
  expect(await sweepOnce({ secret })).toEqual({ secondsToExpiry: undefined, isRotationOff: true, ...NOTHING });
});

test('a secret that cannot be described fails as such', async () => {
  const secret = { describe: () => Promise.reject(new Error('no')) } as unknown as Sweeping['secret'];
  await expect(sweepOnce({ secret })).rejects.toThrow('no');
});

test.each([false, true])(
  'a secret in order is looked at once and left as it is, with its rotation on: %s',
  async (isOn) => {
    if (isOn) {
      await client.call('RotateSecret', { ClientRequestToken: NEXT });
      await client.call('UpdateSecretVersionStage', { VersionStage: 'AWSPENDING', RemoveFromVersionId: NEXT });
    }
    const before = await versions();
    let looks = 0;
    const describeCounted = () => {
      looks += 1;
      return client.secret.describe();
    };
    const report = await sweepOnce({ secret: { ...client.secret, describe: describeCounted } });
    expect(report).toEqual({ secondsToExpiry: 3_600_000, isRotationOff: !isOn, ...NOTHING });
    expect(looks).toBe(1);
    expect(await versions()).toEqual(before);
    expect([client.api.calls, counted, client.log.lines]).toEqual([[], [], []]);
  },
);

test.each([
  [3_600_000, false],
  [3_600_001, true],
])('a token with 3600000 s left, and a margin of %i s, is expiring: %s', async (marginSeconds, isExpiring) => {
  expect(await sweepOnce({ marginSeconds })).toMatchObject({ isExpiring });
});

test('a token that the API refuses is told of as dead', async () => {
  await client.call('RotateSecret', { ClientRequestToken: NEXT });
  client.api.live.delete('tok_1');
  expect(await sweepOnce({ isAsking: true })).toMatchObject({ isTokenDead: true, failures: [] });
});

describe('a client that was retired', () => {
  test('alarms nobody by its rotation, which is off, or by a token that runs out', async () => {
    await client.secret.addLabel(retiredLabel(NOW - HOUR, CURRENT), CURRENT);
    expect(await sweepOnce()).toMatchObject({ secondsToExpiry: undefined, isRotationOff: false, isExpiring: false });
  });

  test('is one no more when another version is current', async () => {
    await client.secret.addLabel(retiredLabel(NOW - HOUR, CURRENT), CURRENT);
    await client.put(NEXT, 'tok_2', ['AWSCURRENT']);
    expect(await sweepOnce()).toMatchObject({ secondsToExpiry: 3_600_000, isRotationOff: true });
  });
});

describe('rule 1', () => {
  test('takes a current token into the ledger, and its end off', async () => {
    await client.secret.removeLabel(storedLabel(CURRENT), CURRENT);
    await client.secret.addLabel(dueLabel(NOW, CURRENT), CURRENT);
    await sweepOnce();
    expect((await labels(CURRENT)).toSorted()).toEqual(['AWSCURRENT', storedLabel(CURRENT)]);
  });

  test('keeps what the end said of a version that cannot be read: that it holds a token', async () => {
    await client.put(OLD, 'tok_2', ['AWSCURRENT', dueLabel(NOW + HOUR, OLD)]);
    await client.secret.removeLabel(storedLabel(OLD), OLD);
    await sweepOnce({ secret: unreadable(() => true) });
    expect((await labels(OLD)).toSorted()).toEqual(['AWSCURRENT', storedLabel(OLD)]);
  });

  test('takes only the end off what is no token of ours', async () => {
    await putBeside(OLD, 'by hand', ['AWSCURRENT']);
    await client.secret.addLabel(givenUpLabel(NOW, OLD), OLD);
    expect(await sweepOnce()).toMatchObject({ secondsToExpiry: 0 });
    expect(await labels(OLD)).toEqual(['AWSCURRENT']);
  });
});

describe('rule 2', () => {
  test('gives every token out of use a time: what was current its grace, and what never was as long', async () => {
    await client.put(OLD, 'tok_2', ['AWSCURRENT']);
    await client.put(NEXT, 'tok_3', ['x']);
    await sweepOnce();
    expect(dueTime(await versions(), CURRENT)).toBe(atSecond(NOW + 2 * HOUR));
    expect(givenUpTime(await versions(), NEXT)).toBe(atSecond(NOW + 2 * HOUR));
  });

  test('takes AWSPENDING off what was given up', async () => {
    await client.put(NEXT, 'tok_3', ['AWSPENDING', givenUpLabel(NOW + HOUR, NEXT)]);
    await sweepOnce();
    expect(await labels(NEXT)).toEqual(expect.not.arrayContaining(['AWSPENDING']));
    expect(givenUpTime(await versions(), NEXT)).toBe(atSecond(NOW + HOUR));
  });

  test('takes off labels that say nothing any more', async () => {
    await client.put(OLD, 'tok_2', ['x', dueLabel(NOW + HOUR, OLD), dueLabel(NOW + 2 * HOUR, OLD)]);
    await sweepOnce();
    expect((await labels(OLD)).toSorted()).toEqual([dueLabel(NOW + 2 * HOUR, OLD), 'x']);
  });
});

describe('rule 3', () => {
  test('revokes what is due, and counts it', async () => {
    await client.put(OLD, 'tok_2', [dueLabel(NOW - HOUR, OLD)]);
    expect(await sweepOnce()).toMatchObject({ due: 1, overdue: 0, failures: [] });
    expect(counted).toEqual(['RevokedTokens']);
    expect([...client.api.live]).toEqual(['tok_1']);
  });

  test('tells of what it could not revoke, and of what it could not read', async () => {
    await client.put(OLD, 'tok_2', [dueLabel(NOW - HOUR, OLD)]);
    await client.put(NEXT, 'tok_3', [dueLabel(NOW - HOUR, NEXT)]);
    const error = outage();
    client.api.fails = (call) => (call.startsWith('revoke tok_2 ') ? error : undefined);
    const secret = unreadable((versionId) => versionId === NEXT);
    expect(await sweepOnce({ secret })).toMatchObject({ due: 2, overdue: 2, failures: [error, denied] });
    expect(counted).toEqual([]);
  });

  test('counts a token that nobody can revoke', async () => {
    await putBeside(OLD, '{"access_token":"x"}', [dueLabel(NOW - HOUR, OLD)]);
    await sweepOnce();
    expect(counted).toEqual(['UnaccountedTokens']);
  });

  test('ends what an order means, and closes the order', async () => {
    await client.put(OLD, 'tok_2', [dueLabel(NOW + HOUR, OLD), revokeNowLabel(NOW, OLD)]);
    expect(await sweepOnce()).toMatchObject({ due: 1, overdue: 0 });
    expect(Object.hasOwn(await versions(), OLD)).toBe(false);
    await putBeside(NEXT, 'by hand', ['x', revokeNowLabel(NOW, NEXT)]);
    await sweepOnce();
    expect(await labels(NEXT)).toEqual(['x']);
  });

  test.each([
    ['stays open: it may be read in a moment', NOW - 24 * HOUR + 600, 1],
    ['is closed after a day', NOW - 24 * HOUR - 400, 0],
  ])('an order for a version that cannot be read %s', async (_what, orderedAt, left) => {
    await client.put(OLD, 'tok_2', [dueLabel(NOW + HOUR, OLD), revokeNowLabel(orderedAt, OLD)]);
    const secret = unreadable((versionId) => versionId === OLD);
    expect(await sweepOnce({ secret })).toMatchObject({ failures: [denied] });
    expect((await labels(OLD)).filter((label) => label.includes(':revoke-now:'))).toHaveLength(left);
  });
});

describe('rule 4', () => {
  test('reports an attempt that ended without storing its token, and takes off those that stored it', async () => {
    await client.secret.addLabel(begunLabel(NOW - HOUR, 'ab12', OLD), CURRENT);
    await client.secret.addLabel(begunLabel(NOW - HOUR, 'cd34', CURRENT), CURRENT);
    await sweepOnce();
    expect(counted).toEqual(['UnaccountedTokens']);
    expect(told()).toEqual([
      { client: 'acme', versionId: OLD, attempt: 'ab12', begunAt: new Date(atSecond(NOW - HOUR)).toISOString() },
    ]);
    expect((await labels(CURRENT)).toSorted()).toEqual(['AWSCURRENT', storedLabel(CURRENT)]);
  });
});

describe('rule 5', () => {
  test('notes since when a version is pending, and takes off what it noted of another', async () => {
    await putBeside(NEXT, 'text', ['AWSPENDING']);
    await client.secret.addLabel(pendingSinceLabel(NOW - HOUR, OLD), CURRENT);
    await sweepOnce();
    expect((await labels(CURRENT)).filter((label) => label.includes('pending'))).toEqual([
      pendingSinceLabel(NOW, NEXT),
    ]);
    const before = await versions();
    await sweepOnce();
    expect(await versions()).toEqual(before);
    expect(counted).toEqual([]);
  });

  test('leaves a version that was not pending for long enough', async () => {
    await putBeside(NEXT, 'text', ['AWSPENDING']);
    await client.secret.addLabel(pendingSinceLabel(NOW - 6 * HOUR + 1000, NEXT), CURRENT);
    await sweepOnce();
    expect(counted).toEqual([]);
    expect(await labels(NEXT)).toEqual(['AWSPENDING']);
  });

  test('notes nothing where there is no current version to note it on', async () => {
    const described = { ...(await client.secret.describe()), versions: { [NEXT]: ['AWSPENDING'] } };
    const addLabel = () => Promise.reject(new Error('It was noted.'));
    const secret = { ...client.secret, describe: () => Promise.resolve(described), addLabel };
    expect(await sweepOnce({ secret })).toMatchObject({ failures: [] });
  });

  test('releases a version that was pending for too long', async () => {
    await putBeside(NEXT, 'text', ['AWSPENDING']);
    await client.secret.addLabel(pendingSinceLabel(NOW - 6 * HOUR - 1000, NEXT), CURRENT);
    await sweepOnce();
    expect(counted).toEqual(['ReleasedRotations']);
    expect(told()).toEqual([{ versionId: NEXT }]);
    expect(Object.hasOwn(await versions(), NEXT)).toBe(false);
  });
});

test('a token by hand is reported', async () => {
  await putBeside(OLD, '{"access_token":"x","token_id":"tok_9"}', ['AWSCURRENT']);
  await sweepOnce();
  expect(counted).toEqual(['UnaccountedTokens']);
});

test('a rotation that something waits for is started', async () => {
  await client.call('RotateSecret', { ClientRequestToken: NEXT });
  await client.call('UpdateSecretVersionStage', { VersionStage: 'AWSPENDING', RemoveFromVersionId: NEXT });
  await client.secret.addLabel(revokeNowLabel(NOW, CURRENT), CURRENT);
  expect(await sweepOnce()).toMatchObject({ started: 1 });
  expect(client.rotations()).toBe(2);
});

test('one rule that fails hinders no other', async () => {
  const error = new Error('not moved');
  await client.put(OLD, 'tok_2', [dueLabel(NOW - HOUR, OLD)]);
  await putBeside(NEXT, 'text', ['AWSPENDING']);
  await client.secret.addLabel(begunLabel(NOW - HOUR, 'ab12', NEXT), CURRENT);
  const secret: Sweeping['secret'] = {
    ...client.secret,
    removeLabel: async (label, versionId) => {
      if (label.includes(':begun:')) throw error;
      return client.secret.removeLabel(label, versionId);
    },
  };
  expect(await sweepOnce({ secret })).toMatchObject({ failures: [error], due: 1, overdue: 0 });
  expect(counted).toEqual(['UnaccountedTokens', 'RevokedTokens']);
  expect(await labels(CURRENT)).toContain(pendingSinceLabel(NOW, NEXT));
});

test('what is current and cannot be read stops nothing but revoking', async () => {
  await client.put(OLD, 'tok_2', [dueLabel(NOW - HOUR, OLD)]);
  const secret = unreadable((versionId) => versionId !== OLD);
  const report = await sweepOnce({ secret });
  expect(report).toMatchObject({ secondsToExpiry: undefined, due: 1, overdue: 1 });
  expect(report.failures).toEqual([denied, denied]);
});
