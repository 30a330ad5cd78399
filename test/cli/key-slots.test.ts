import { describe, expect, test } from '@jest/globals';
import { isIssuedWithout, keySlotStates, type ObservedKey, type ObservedSlots } from '../../cli/facts/key-slots.ts';

const DAY = 24 * 60 * 60 * 1000;
const NOW = Date.parse('2026-06-01T00:00:00Z');
const daysAgo = (days: number) => NOW - days * DAY;

/** Made half a year ago, used at every rotation until three weeks ago. */
const FORMER: ObservedKey = {
  slot: 'a',
  arn: 'arn:a',
  createdAt: daysAgo(180),
  keyState: 'Enabled',
  lastUsedAt: daysAgo(20),
  watchedSince: daysAgo(180),
};

/** Made a month ago. */
const SUCCESSOR: ObservedKey = {
  slot: 'b',
  arn: 'arn:b',
  createdAt: daysAgo(30),
  keyState: 'Enabled',
  lastUsedAt: daysAgo(1),
  watchedSince: daysAgo(30),
};

const statesOf = ({ keys = [FORMER, SUCCESSOR], ...more }: Partial<ObservedSlots>) => {
  const observed: ObservedSlots = {
    keys,
    signing: 'b',
    currentIssuedAt: daysAgo(10),
    deployedAt: daysAgo(15),
    now: NOW,
    days: 7,
    ...more,
  };
  return keySlotStates(observed);
};

describe('over a whole rollover, the slots are', () => {
  test.each<[string, Partial<ObservedSlots>, string, string]>([
    ['one key, and a place for its successor', { keys: [FORMER], signing: 'a' }, 'signing', 'empty'],
    ['the successor, made and not yet used', { signing: 'a' }, 'signing', 'prepared'],
    ['the successor in use, its predecessor kept', { currentIssuedAt: daysAgo(20) }, 'superseded', 'signing'],
    ['the predecessor, unused for long enough', {}, 'retirable', 'signing'],
    ['the predecessor, disabled', { keys: [{ ...FORMER, keyState: 'Disabled' }, SUCCESSOR] }, 'retired', 'signing'],
    [
      'the predecessor, about to be deleted',
      { keys: [{ ...FORMER, keyState: 'PendingDeletion' }, SUCCESSOR] },
      'deleting',
      'signing',
    ],
    [
      'the predecessor, gone for good',
      { keys: [{ ...FORMER, keyState: 'Missing', createdAt: 0, watchedSince: 0, lastUsedAt: undefined }, SUCCESSOR] },
      'retired',
      'signing',
    ],
    [
      'a key that signed and is gone, and its successor',
      {
        keys: [{ ...FORMER, keyState: 'Missing', createdAt: 0, watchedSince: 0, lastUsedAt: undefined }, SUCCESSOR],
        signing: 'a',
      },
      'unusable',
      'prepared',
    ],
    ['the successor alone', { keys: [SUCCESSOR] }, 'empty', 'signing'],
    [
      'the next successor, in the slot that was free',
      { keys: [{ ...FORMER, createdAt: daysAgo(1) }, SUCCESSOR] },
      'prepared',
      'signing',
    ],
    [
      'a key that should sign and cannot',
      { keys: [FORMER, { ...SUCCESSOR, keyState: 'Disabled' }] },
      'retirable',
      'unusable',
    ],
  ])('%s', (_what, observed, a, b) => {
    expect(statesOf(observed).map(({ slot, status }) => [slot, status])).toEqual([
      ['a', a],
      ['b', b],
    ]);
  });
});

test('that a key which is gone did not sign is known only of what was issued after the deployment', () => {
  const gone = { ...FORMER, keyState: 'Missing', createdAt: 0, watchedSince: 0, lastUsedAt: undefined };
  expect(isIssuedWithout(gone, { currentIssuedAt: daysAgo(20), deployedAt: daysAgo(15) })).toBe(false);
  expect(isIssuedWithout(gone, { currentIssuedAt: daysAgo(10), deployedAt: daysAgo(15) })).toBe(true);
});

describe('a predecessor is kept', () => {
  const hindranceOf = (former: Partial<ObservedKey>, more: Partial<ObservedSlots> = {}) =>
    statesOf({ keys: [{ ...FORMER, ...former }, SUCCESSOR], ...more })[0].hindrance;

  test('until it has not signed for so many days', () => {
    const sixDaysAgo = { lastUsedAt: daysAgo(6) };
    const current = { currentIssuedAt: daysAgo(5) };
    expect(hindranceOf(sixDaysAgo, current)).toBe(
      'it signed last at 2026-05-26T00:00:00Z, and 7 days after that are over at 2026-06-02T00:00:00Z',
    );
    expect(hindranceOf(sixDaysAgo, { ...current, days: 6 })).toBeUndefined();
  });

  test('until a token was issued with its successor, however long ago it signed itself', () => {
    expect(hindranceOf({ lastUsedAt: daysAgo(25) }, { currentIssuedAt: daysAgo(25) + 1000 })).toContain(
      'the current token may have been issued with it, and none with the key in slot b yet',
    );
    expect(hindranceOf({}, { currentIssuedAt: undefined })).toContain('there is no current token');
  });

  test('not for a signature just before the deployment, when the current token was issued after it', () => {
    const lastUsedAt = daysAgo(15) - 1000;
    const issued = { deployedAt: daysAgo(15), currentIssuedAt: daysAgo(15) + 1000 };
    expect(hindranceOf({ lastUsedAt }, issued)).toBeUndefined();
    expect(hindranceOf({ lastUsedAt }, { ...issued, deployedAt: lastUsedAt - 1000 })).toBeDefined();
  });

  test('not for a use since the deployment, when the function had had its successor for longer than an invocation lasts', () => {
    const [deployedAt, minute] = [daysAgo(15), 60_000];
    const at = (minutes: number) => ({
      keys: [{ ...FORMER, lastUsedAt: deployedAt + minutes * minute - 1000 }, SUCCESSOR] as const,
      currentIssuedAt: deployedAt + minutes * minute,
      deployedAt,
    });
    expect([1, 3].map((minutes) => statesOf(at(minutes))[0])).toMatchObject([
      { status: 'superseded', mayHaveIssued: true },
      { status: 'retirable' },
    ]);
  });

  test('as long as KMS has not watched it, because it may have signed before', () => {
    const watched = { lastUsedAt: undefined, watchedSince: daysAgo(3) };
    expect(hindranceOf(watched, { currentIssuedAt: daysAgo(1) })).toContain('it signed last at 2026-05-29T00:00:00Z');
    expect(hindranceOf({ lastUsedAt: undefined })).toBeUndefined();
  });
});
