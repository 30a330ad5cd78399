import { describe, expect, test } from '@jest/globals';
import { Ledger } from '../../../functions/core/ledger.ts';
import {
  begunLabel,
  currentVersion,
  dueLabel,
  dueTime,
  freeLabels,
  givenUpLabel,
  pendingSinceLabel,
  revokeNowLabel,
  storedLabel,
} from '../../../functions/core/version-labels.ts';
import { secretInProcess } from '../../simulation/secret-in-process.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const HOUR = 60 * 60 * 1000;
const FIRST = 'first-version-first-version-first-ver';
const SECOND = 'second-version-second-version-second-v';

async function withTwoVersions() {
  const { secret, call } = await secretInProcess(NOW);
  await call('PutSecretValue', { ClientRequestToken: FIRST, SecretString: 'one' });
  await call('PutSecretValue', { ClientRequestToken: SECOND, SecretString: 'two' });
  return { secret, call, ledger: new Ledger(secret, () => NOW, (await secret.describe()).versions) };
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

describe('a version', () => {
  test('that is accepted is stored and does not end, however often', async () => {
    const { secret, ledger } = await withTwoVersions();
    await ledger.add(dueLabel(NOW + HOUR, SECOND), SECOND);
    await ledger.add(givenUpLabel(NOW + HOUR, SECOND), SECOND);
    for (let count = 0; count < 2; count += 1) await ledger.accept(SECOND);
    expect(ledger.versions[SECOND]?.toSorted()).toEqual(['AWSCURRENT', storedLabel(SECOND)]);
    expect(ledger.versions).toEqual((await secret.describe()).versions);
  });

  test('that is promoted takes the place of the one that was current, and of no other', async () => {
    const { secret, ledger } = await withTwoVersions();
    await ledger.promote(FIRST, SECOND);
    expect(currentVersion(ledger.versions)).toBe(FIRST);
    expect(ledger.versions[SECOND]).toEqual(['AWSPREVIOUS']);
    expect(labelsByVersion(ledger)).toEqual(labelsByVersion({ versions: (await secret.describe()).versions }));
    await expect(ledger.promote(FIRST, SECOND)).resolves.toBeUndefined();
    const stranger = 'other-version-other-version-other-vers';
    await expect(ledger.promote(SECOND, stranger)).rejects.toMatchObject({ code: 'LABEL_NOT_MOVED' });
  });

  test.each([
    [7200, NOW + 2 * HOUR],
    // The present second is over already.
    [0, NOW],
  ])('that is superseded is due after a grace of %i s', async (graceSeconds, due) => {
    const { secret } = await withTwoVersions();
    const ledger = new Ledger(
      secret,
      () => NOW + 0.9 * (graceSeconds === 0 ? 1000 : 0),
      (await secret.describe()).versions,
    );
    await ledger.supersede(FIRST, graceSeconds);
    expect(dueTime(ledger.versions, FIRST)).toBe(due);
  });

  test('that is hastened is due now, and keeps no later time', async () => {
    const { ledger } = await withTwoVersions();
    await ledger.supersede(FIRST, 7200);
    await ledger.hasten(FIRST);
    // Two orders in one second.
    await ledger.hasten(FIRST);
    expect(ledger.versions[FIRST]?.toSorted()).toEqual(['AWSPREVIOUS', dueLabel(NOW, FIRST)]);
  });

  test.each([
    [0, NOW + HOUR],
    [7200, NOW + 2 * HOUR],
  ])('that was never current is given up for %i s, an hour at least', async (seconds, time) => {
    const { ledger } = await withTwoVersions();
    await ledger.giveUp(FIRST, seconds);
    expect(ledger.versions[FIRST]).toEqual(['AWSPREVIOUS', givenUpLabel(time, FIRST)]);
  });

  test('that is released with a token is given up for an hour', async () => {
    const { ledger } = await withTwoVersions();
    await ledger.add('AWSPENDING', SECOND);
    await ledger.release(SECOND, { holdsToken: true });
    expect(ledger.versions[SECOND]?.toSorted()).toEqual(['AWSCURRENT', givenUpLabel(NOW + HOUR, SECOND)]);
  });

  test('that is released frees labels before it takes one: all twenty may be in use', async () => {
    const { secret, ledger } = await withTwoVersions();
    await ledger.add('AWSPENDING', FIRST);
    await ledger.add(begunLabel(NOW, 'ab12', FIRST), FIRST);
    await ledger.add(pendingSinceLabel(NOW, FIRST), SECOND);
    const free = 20 - Object.values(ledger.versions).flat().length;
    for (let count = 0; count < free; count += 1) await ledger.add(`by-hand-${count}`, SECOND);
    await ledger.release(FIRST, { holdsToken: true });
    expect(ledger.versions[FIRST]).toContain(givenUpLabel(NOW + HOUR, FIRST));
    expect(labelsByVersion(ledger)).toEqual(labelsByVersion({ versions: (await secret.describe()).versions }));
  });

  test('that is hastened stays as it is where no label is free', async () => {
    const { ledger } = await withTwoVersions();
    const free = 20 - Object.values(ledger.versions).flat().length;
    for (let count = 0; count < free; count += 1) await ledger.add(`by-hand-${count}`, SECOND);
    await ledger.hasten(FIRST);
    expect(ledger.versions[FIRST]).toEqual(['AWSPREVIOUS']);
  });

  test('that is released takes along what is said of it, and nothing that is said of others', async () => {
    const { ledger } = await withTwoVersions();
    const others = [pendingSinceLabel(NOW, SECOND), begunLabel(NOW, 'cd34', FIRST)];
    for (const label of others) await ledger.add(label, SECOND);
    await ledger.add(begunLabel(NOW, 'ab12', FIRST), FIRST);
    await ledger.add(pendingSinceLabel(NOW, FIRST), SECOND);
    await ledger.release(FIRST, { holdsToken: false });
    expect(ledger.versions[FIRST]).toEqual(['AWSPREVIOUS']);
    expect(ledger.versions[SECOND]?.toSorted()).toEqual(['AWSCURRENT', ...others].toSorted());
  });

  test('that is released without a token leaves the rotation, and nothing is due', async () => {
    const { ledger } = await withTwoVersions();
    await ledger.add('AWSPENDING', SECOND);
    await ledger.release(SECOND, { holdsToken: false });
    expect(ledger.versions[SECOND]).toEqual(['AWSCURRENT']);
  });

  test('that ends loses what sits on it and names it, and nothing else', async () => {
    const { ledger } = await withTwoVersions();
    const foreign = begunLabel(NOW, 'ab12', SECOND);
    for (const label of [storedLabel(FIRST), dueLabel(NOW, FIRST), revokeNowLabel(NOW, FIRST), foreign]) {
      await ledger.add(label, FIRST);
    }
    await ledger.leaveToOther(FIRST);
    expect(ledger.versions[FIRST]?.toSorted()).toEqual(['AWSPREVIOUS', foreign, revokeNowLabel(NOW, FIRST)].toSorted());
    await ledger.end(FIRST);
    expect(ledger.versions[FIRST]?.toSorted()).toEqual(['AWSPREVIOUS', foreign]);
  });
});

function labelsByVersion({ versions }: Pick<Ledger, 'versions'>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(versions).map(([versionId, labels]) => [versionId, labels.toSorted()]));
}

test('a version that is stored is accepted without a call', async () => {
  const { secret, ledger } = await withTwoVersions();
  await ledger.accept(SECOND);
  const quiet = { ...secret, addLabel: () => Promise.reject(new Error('It was added again.')) };
  await expect(new Ledger(quiet, () => NOW, ledger.versions).accept(SECOND)).resolves.toBeUndefined();
});

describe('a release', () => {
  const SINCE = pendingSinceLabel(NOW, FIRST);

  /** What is moved, in its order, with so many labels free. */
  async function moves({ holdsToken, isFull }: { holdsToken: boolean; isFull: boolean }): Promise<string[]> {
    const { secret } = await withTwoVersions();
    await secret.addLabel('AWSPENDING', FIRST);
    await secret.addLabel(SINCE, SECOND);
    const free = freeLabels((await secret.describe()).versions);
    for (let left = isFull ? free : 0; left > 0; left -= 1) await secret.addLabel(`hand-${left}`, SECOND);
    const moved: string[] = [];
    const watched = {
      ...secret,
      addLabel: (label: string, versionId: string) => {
        moved.push(`+${label}`);
        return secret.addLabel(label, versionId);
      },
      removeLabel: (label: string, versionId: string) => {
        moved.push(`-${label}`);
        return secret.removeLabel(label, versionId);
      },
    };
    await new Ledger(watched, () => NOW, (await secret.describe()).versions).release(FIRST, { holdsToken });
    return moved;
  }

  const GIVEN_UP = `+${givenUpLabel(NOW + HOUR, FIRST)}`;

  test.each([
    ['last, while there is room', { holdsToken: true, isFull: false }, [GIVEN_UP, '-AWSPENDING', `-${SINCE}`]],
    ['first, where room is needed', { holdsToken: true, isFull: true }, [`-${SINCE}`, GIVEN_UP, '-AWSPENDING']],
    ['last, where nothing is put', { holdsToken: false, isFull: true }, ['-AWSPENDING', `-${SINCE}`]],
  ])('takes off since when the version was pending %s', async (_when, circumstances, expected) => {
    expect(await moves(circumstances)).toEqual(expected);
  });
});
