import { beforeEach, describe, expect, test } from '@jest/globals';
import { SecretUnreadable } from '../../../functions/core/errors.ts';
import { Ledger } from '../../../functions/core/ledger.ts';
import { release } from '../../../functions/core/release.ts';
import type { SecretVersions } from '../../../functions/core/secret-versions.ts';
import { prepareSuccession } from '../../../functions/core/succession.ts';
import { VersionValues } from '../../../functions/core/token-use.ts';
import { dueLabel, dueTime, givenUpLabel, givenUpTime, storedLabel } from '../../../functions/core/version-labels.ts';
import { clientInProcess, CLIENT_ID, NOW, valueOf, version } from '../client-in-process.ts';

const HOUR = 3_600_000;
const GRACE = 7200;
const [FIRST, OTHER, NOW_CURRENT] = [version('first'), version('other'), version('now-current')] as const;

let client: Awaited<ReturnType<typeof clientInProcess>>;
beforeEach(async () => {
  client = await clientInProcess();
});

const versions = async () => (await client.secret.describe()).versions;
const putCurrent = (value: string) =>
  client.call('PutSecretValue', { ClientRequestToken: NOW_CURRENT, SecretString: value });

/** A secret in which some versions cannot be read. */
const unreadable = (error: Error, ...ids: string[]): SecretVersions => ({
  ...client.secret,
  read: async (which) => {
    if (ids.includes(which.versionId ?? '')) throw error;
    return client.secret.read(which);
  },
});
const denied = new SecretUnreadable('denied', { isAbsent: false });

async function succeed(secret: SecretVersions = client.secret) {
  const ledger = new Ledger(client.secret, () => NOW, await versions());
  return prepareSuccession(NOW_CURRENT, ledger, new VersionValues(secret), {
    clientId: CLIENT_ID,
    graceSeconds: GRACE,
    log: client.log,
  });
}

const dueOf = async (versionId: string) => dueTime(await versions(), versionId);
const LATER = dueTimeOfLabel(NOW + GRACE * 1000);
function dueTimeOfLabel(time: number): number {
  return Math.ceil(time / 1000) * 1000;
}

describe('before another version becomes current', () => {
  test('a current token of ours is in the ledger, and does not end', async () => {
    await putCurrent(valueOf('tok_1'));
    await client.secret.addLabel(dueLabel(NOW, NOW_CURRENT), NOW_CURRENT);
    expect(await succeed()).toEqual([NOW_CURRENT]);
    expect((await versions())[NOW_CURRENT]?.toSorted()).toEqual(['AWSCURRENT', storedLabel(NOW_CURRENT)]);
    expect(client.log.lines).toEqual([]);
  });

  test('a version in the ledger is taken for what it says, and is not read', async () => {
    await client.put(NOW_CURRENT, 'tok_1', ['AWSCURRENT']);
    expect(await succeed(unreadable(new TypeError('It was read.'), NOW_CURRENT))).toEqual([NOW_CURRENT]);
  });

  test('the one before it, which only AWSPREVIOUS knows, gets its due time', async () => {
    await client.put(FIRST, 'tok_1', ['AWSCURRENT']);
    await client.put(NOW_CURRENT, 'tok_2', ['AWSCURRENT']);
    await client.put(OTHER, 'tok_3', ['by-hand']);
    await succeed();
    expect(await dueOf(FIRST)).toBe(LATER);
    expect(await dueOf(OTHER)).toBeUndefined();
    expect(await dueOf(NOW_CURRENT)).toBeUndefined();
  });

  test('the one before it keeps the due time that it has', async () => {
    await client.put(FIRST, 'tok_1', ['AWSCURRENT']);
    await client.put(NOW_CURRENT, 'tok_2', ['AWSCURRENT']);
    await client.secret.addLabel(dueLabel(NOW + HOUR, FIRST), FIRST);
    const before = await versions();
    await succeed();
    expect(await versions()).toEqual(before);
  });

  test('a value that cannot be read may hold any token: it counts as one of ours', async () => {
    await putCurrent('by hand');
    expect(await succeed(unreadable(denied, NOW_CURRENT))).toEqual([NOW_CURRENT]);
    expect(client.log.lines).toEqual([]);
  });

  test('a defect is none of that', async () => {
    await putCurrent('by hand');
    await expect(succeed(unreadable(new TypeError('a defect'), NOW_CURRENT))).rejects.toThrow('a defect');
  });
});

describe('a value that somebody wrote by hand', () => {
  beforeEach(async () => {
    await client.put(FIRST, 'tok_1', ['by-hand', dueLabel(NOW, FIRST)]);
    await client.put(OTHER, 'tok_2', ['by-hand-too']);
  });

  test('was in use for the version whose token it holds, which is due once more after its grace', async () => {
    await putCurrent('\uFEFFlt_tok_1');
    expect(await succeed()).toEqual([FIRST]);
    expect(await dueOf(FIRST)).toBe(LATER);
    expect(await dueOf(OTHER)).toBeUndefined();
    expect((await versions())[NOW_CURRENT]).toEqual(['AWSCURRENT']);
    expect(client.log.lines).toEqual([]);
  });

  test('may be that of a version that cannot be read', async () => {
    await putCurrent('lt_tok_9');
    expect(await succeed(unreadable(denied, OTHER))).toEqual([OTHER]);
    expect(await dueOf(OTHER)).toBe(LATER);
  });

  test('is reported where only a version that cannot be read may hold its token', async () => {
    await putCurrent('{"access_token":"lt_tok_9"}');
    expect(await succeed(unreadable(denied, OTHER))).toEqual([OTHER]);
    expect(client.log.lines.map(([, details]) => details)).toEqual([{ versionId: NOW_CURRENT, tokenId: undefined }]);
  });

  test('is not reported where a version that can be read holds its token, whatever another one holds', async () => {
    await putCurrent('{"access_token":"lt_tok_1"}');
    expect((await succeed(unreadable(denied, OTHER))).toSorted()).toEqual([FIRST, OTHER].toSorted());
    expect(client.log.lines).toEqual([]);
  });

  test('is that of a version which has only AWSPREVIOUS', async () => {
    const previous = version('previous');
    await client.call('PutSecretValue', { ClientRequestToken: previous, SecretString: valueOf('tok_5') });
    await putCurrent('lt_tok_5');
    expect(await succeed()).toEqual([previous]);
  });

  test('is not that of a version which the ledger does not know', async () => {
    await client.call('PutSecretValue', {
      ClientRequestToken: version('unknown'),
      SecretString: valueOf('tok_5'),
      VersionStages: ['something'],
    });
    await putCurrent('lt_tok_5');
    expect(await succeed()).toEqual([]);
  });

  test('is not that of a version which is pending, or holds nothing of ours', async () => {
    const [pending, text] = [version('pending'), version('text')];
    await client.call('PutSecretValue', {
      ClientRequestToken: text,
      SecretString: 'lt_tok_5',
      VersionStages: ['x', storedLabel(text)],
    });
    await putCurrent('lt_tok_5');
    await client.put(pending, 'tok_5', ['AWSPENDING']);
    expect(await succeed()).toEqual([]);
  });

  test('ends with its grace and says so, where no version answers for its token', async () => {
    await putCurrent(JSON.stringify({ access_token: 'lt_tok_9', token_id: 'tok_9' }));
    await client.secret.addLabel(givenUpLabel(NOW, NOW_CURRENT), NOW_CURRENT);
    expect(await succeed()).toEqual([]);
    expect((await versions())[NOW_CURRENT]).toEqual(['AWSCURRENT']);
    expect(client.log.lines).toEqual([[expect.any(String), { versionId: NOW_CURRENT, tokenId: 'tok_9' }]]);
  });

  test('is nobody’s, where another client’s token is in it', async () => {
    await putCurrent(valueOf('tok_9', { client_id: 'c2m_other' }));
    expect(await succeed()).toEqual([]);
    expect(client.log.lines).toHaveLength(1);
  });

  test('is not told of as a token that nobody knows, where a version answers for it', async () => {
    await putCurrent(JSON.stringify({ access_token: 'lt_tok_1' }));
    expect(await succeed()).toEqual([FIRST]);
    expect(client.log.lines).toEqual([]);
  });
});

describe('a version that is released', () => {
  const NEXT = version('next');
  const releaseNext = async (secret: SecretVersions = client.secret) =>
    release(NEXT, new Ledger(client.secret, () => NOW, await versions()), secret);

  test('is given up where it holds a token', async () => {
    await client.put(NEXT, 'tok_1', ['AWSPENDING']);
    await releaseNext();
    expect(givenUpTime(await versions(), NEXT)).toBe(dueTimeOfLabel(NOW + HOUR));
    expect((await versions())[NEXT]).not.toContain('AWSPENDING');
  });

  test('is given up where it may hold one', async () => {
    await client.put(NEXT, 'tok_1', ['AWSPENDING']);
    await releaseNext(unreadable(denied, NEXT));
    expect(givenUpTime(await versions(), NEXT)).toBeDefined();
  });

  test.each([
    ['holds text', (): Promise<unknown> => putPending('placeholder')],
    ['holds nothing', (): Promise<unknown> => client.call('RotateSecret', { ClientRequestToken: NEXT })],
  ])('is gone where it %s', async (_what, prepare) => {
    await client.put(FIRST, 'tok_1', ['AWSCURRENT']);
    await prepare();
    await releaseNext();
    expect(Object.hasOwn(await versions(), NEXT)).toBe(false);
  });

  const putPending = (value: string) =>
    client.call('PutSecretValue', { ClientRequestToken: NEXT, SecretString: value, VersionStages: ['AWSPENDING'] });

  test('stays as it is where a defect hinders reading it', async () => {
    await client.put(NEXT, 'tok_1', ['AWSPENDING']);
    await expect(releaseNext(unreadable(new TypeError('a defect'), NEXT))).rejects.toThrow('a defect');
    expect((await versions())[NEXT]).toContain('AWSPENDING');
  });
});
