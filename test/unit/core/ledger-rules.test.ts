import { describe, expect, test } from '@jest/globals';
import {
  endedAttempts,
  isBootstrapped,
  isRotationToBeStarted,
  isUndatedPrevious,
  isUnreadableForgotten,
  judgePending,
  redundantLabels,
  spentPending,
  type RotationNeed,
  stalePendingSince,
  undatedVersions,
} from '../../../functions/core/ledger-rules.ts';
import {
  begunLabel,
  dueLabel,
  givenUpLabel,
  pendingSinceLabel,
  pendingVersion,
  revokeNowLabel,
  storedLabel,
} from '../../../functions/core/version-labels.ts';

const OLD = '11111111-1111-4111-8111-111111111111';
const NEW = '22222222-2222-4222-8222-222222222222';
const NOON = Date.parse('2026-03-01T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('a version out of use', () => {
  const stored = storedLabel(OLD);

  test.each([
    ['was current and has no due time', [stored, 'AWSPREVIOUS'], [OLD], []],
    ['was current, and was given up by an old view', [stored, 'AWSPREVIOUS', givenUpLabel(NOON, OLD)], [OLD], []],
    ['was current, and nothing but its given-up-label is left', ['AWSPREVIOUS', givenUpLabel(NOON, OLD)], [OLD], []],
    ['never was current', [stored], [], [OLD]],
    ['never was current and is given up', [stored, givenUpLabel(NOON, OLD)], [], []],
    ['is due', [stored, dueLabel(NOON, OLD)], [], []],
    ['is due, with AWSPREVIOUS', [dueLabel(NOON, OLD), 'AWSPREVIOUS'], [], []],
    ['holds no token that the ledger knows', ['AWSPREVIOUS'], [], []],
    ['is pending, so in use', [stored, 'AWSPENDING'], [], []],
    ['is current', [stored, 'AWSCURRENT'], [], []],
  ])('that %s', (_what, labels, superseded, neverCurrent) => {
    expect(undatedVersions({ [OLD]: labels })).toEqual({ superseded, neverCurrent });
    expect(isUndatedPrevious({ [OLD]: labels }, OLD)).toBe(superseded.length > 0);
  });

  test('needs no stored-label besides its due-label, and of several times the latest alone', () => {
    const labels = [stored, dueLabel(NOON, OLD), dueLabel(NOON + HOUR, OLD)];
    expect(redundantLabels({ [OLD]: labels }).map(({ label }) => label)).toEqual([stored, dueLabel(NOON, OLD)]);
    expect(redundantLabels({ [OLD]: [...labels, 'AWSCURRENT'] })).toEqual([]);
    expect(redundantLabels({ [OLD]: [stored] })).toEqual([]);
  });

  test('keeps its stored-label while it is only given up: an invocation may be making it current', () => {
    const labels = [stored, givenUpLabel(NOON, OLD), givenUpLabel(NOON + HOUR, OLD)];
    expect(redundantLabels({ [OLD]: labels }).map(({ label }) => label)).toEqual([givenUpLabel(NOON, OLD)]);
  });

  test('keeps every due-label while an order to revoke is open: one may be about to be taken off', () => {
    const labels = [dueLabel(NOON, OLD), dueLabel(NOON + HOUR, OLD)];
    const versions = { [OLD]: labels, [NEW]: ['AWSCURRENT', revokeNowLabel(NOON, NEW)] };
    expect(redundantLabels(versions)).toEqual([]);
  });

  test('that cannot be read is given up on 90 days after its time, or when fewer than six labels are free', () => {
    const due = { [OLD]: [dueLabel(NOON, OLD)] };
    const days = (count: number) => NOON + count * 24 * HOUR;
    expect(isUnreadableForgotten(due, OLD, days(90) - 1)).toBe(false);
    expect(isUnreadableForgotten(due, OLD, days(90))).toBe(true);
    const others = (count: number) => Array.from({ length: count }, (_, index) => `by-hand-${index}`);
    expect(isUnreadableForgotten({ ...due, [NEW]: others(13) }, OLD, NOON)).toBe(false);
    expect(isUnreadableForgotten({ ...due, [NEW]: others(14) }, OLD, NOON)).toBe(true);
  });
});

describe('an attempt', () => {
  const begun = begunLabel(NOON, 'ab12', NEW);

  test('counts as ended after 20 minutes, and not before', () => {
    const versions = { [OLD]: ['AWSCURRENT', begun] };
    expect(endedAttempts(versions, NOON + 20 * MINUTE)).toEqual({ stored: [], unaccounted: [] });
    expect(endedAttempts(versions, NOON + 21 * MINUTE).unaccounted).toMatchObject([{ attempt: 'ab12', holder: OLD }]);
  });

  test('stored its token when its label sits on the version that it names', () => {
    const { stored, unaccounted } = endedAttempts({ [NEW]: [begun] }, NOON + HOUR);
    expect([stored.length, unaccounted.length]).toEqual([1, 0]);
  });
});

describe('a pending version', () => {
  const pending = { [OLD]: ['AWSCURRENT'], [NEW]: ['AWSPENDING'] };
  const since = (time: number) => ({ ...pending, [OLD]: ['AWSCURRENT', pendingSinceLabel(time, NEW)] });

  test('is noted first, then waited for, then released', () => {
    expect(judgePending(pending, NOON, 6 * HOUR)).toEqual({ kind: 'seen first', versionId: NEW });
    expect(judgePending(since(NOON), NOON + 6 * HOUR - 1, 6 * HOUR)).toEqual({ kind: 'wait', versionId: NEW });
    expect(judgePending(since(NOON), NOON + 6 * HOUR, 6 * HOUR)).toEqual({
      kind: 'release',
      versionId: NEW,
      since: NOON,
    });
  });

  test('is waited for from the first time it was seen, of several', () => {
    const seenTwice = {
      ...pending,
      [OLD]: ['AWSCURRENT', pendingSinceLabel(NOON, NEW), pendingSinceLabel(NOON + HOUR, NEW)],
    };
    expect(judgePending(seenTwice, NOON + 6 * HOUR, 6 * HOUR).kind).toBe('release');
  });

  test('is noted whatever was noted of another', () => {
    const ofAnother = { ...pending, [OLD]: ['AWSCURRENT', pendingSinceLabel(NOON - 24 * HOUR, OLD)] };
    expect(judgePending(ofAnother, NOON, 6 * HOUR)).toEqual({ kind: 'seen first', versionId: NEW });
  });

  test('is waited for no longer than 20 minutes while an order to revoke is open', () => {
    const ordered = { ...since(NOON), third: [revokeNowLabel(NOON, 'third')] };
    expect(judgePending(ordered, NOON + 20 * MINUTE - 1, 6 * HOUR).kind).toBe('wait');
    expect(judgePending(ordered, NOON + 20 * MINUTE, 6 * HOUR).kind).toBe('release');
  });

  test.each<[string, readonly string[], boolean]>([
    ['that was given up', ['AWSPENDING', givenUpLabel(NOON, NEW)], true],
    ['that is due', ['AWSPENDING', dueLabel(NOON, NEW)], true],
    ['that was current before', ['AWSPENDING', 'AWSPREVIOUS', storedLabel(NEW)], true],
    ['that is to be revoked', ['AWSPENDING', storedLabel(NEW), revokeNowLabel(NOON, NEW)], true],
    ['that a rotation fills', ['AWSPENDING', storedLabel(NEW)], false],
    ['that is current', ['AWSCURRENT', 'AWSPENDING', givenUpLabel(NOON, NEW)], false],
    ['that is not pending', ['AWSPREVIOUS', dueLabel(NOON, NEW)], false],
  ])('%s can never be promoted: %s', (_what, labels, isSpent) => {
    expect(spentPending({ [NEW]: labels })).toBe(isSpent ? NEW : undefined);
  });

  test('is none when AWSPENDING sits on the current version', () => {
    const promoted = { [NEW]: ['AWSCURRENT', 'AWSPENDING'] };
    expect(pendingVersion(promoted)).toBeUndefined();
    expect(judgePending(promoted, NOON, HOUR)).toEqual({ kind: 'nothing pending' });
  });

  test('that is pending no more leaves a label to clean up', () => {
    expect(stalePendingSince(since(NOON))).toEqual([]);
    expect(stalePendingSince({ [OLD]: ['AWSCURRENT', pendingSinceLabel(NOON, NEW)] })).toHaveLength(1);
  });
});

describe('a rotation', () => {
  const need: RotationNeed = {
    rotationEnabled: true,
    nextRotationAt: NOON - 1,
    lifeLeftMs: 10 * HOUR,
    ageMs: 10 * HOUR,
    intervalMs: 4 * HOUR,
    marginMs: HOUR,
    isOrdered: false,
    isTokenGone: false,
  };
  const quiet = { [OLD]: ['AWSCURRENT', storedLabel(OLD)] };

  test('is started when its time has passed', () => {
    expect(isRotationToBeStarted(quiet, NOON, need)).toBe(true);
    expect(isRotationToBeStarted(quiet, NOON, { ...need, nextRotationAt: NOON })).toBe(false);
  });

  test('is started when the token has less life left than the margin, but not at every sweep', () => {
    const runningOut = { ...need, nextRotationAt: NOON + HOUR, lifeLeftMs: HOUR - 1 };
    expect(isRotationToBeStarted(quiet, NOON, runningOut)).toBe(true);
    expect(isRotationToBeStarted(quiet, NOON, { ...runningOut, lifeLeftMs: HOUR })).toBe(false);
    expect(isRotationToBeStarted(quiet, NOON, { ...runningOut, ageMs: 4 * HOUR })).toBe(true);
    expect(isRotationToBeStarted(quiet, NOON, { ...runningOut, ageMs: 4 * HOUR - 1 })).toBe(false);
  });

  test('is never started where somebody switched it off, nor beside another one', () => {
    expect(isRotationToBeStarted(quiet, NOON, { ...need, rotationEnabled: false })).toBe(false);
    expect(isRotationToBeStarted({ ...quiet, [NEW]: ['AWSPENDING'] }, NOON, need)).toBe(false);
    expect(isRotationToBeStarted({ [OLD]: ['AWSCURRENT', 'AWSPENDING'] }, NOON, need)).toBe(true);
  });

  test('is not started for a time that is not known', () => {
    expect(isRotationToBeStarted(quiet, NOON, { ...need, nextRotationAt: undefined })).toBe(false);
  });

  test('is started when an order waits for it, or when something else is in the place of a token', () => {
    const idle = { ...need, nextRotationAt: NOON + HOUR };
    expect(isRotationToBeStarted(quiet, NOON, idle)).toBe(false);
    expect(isRotationToBeStarted(quiet, NOON, { ...idle, isOrdered: true })).toBe(true);
    expect(isRotationToBeStarted(quiet, NOON, { ...idle, isTokenGone: true })).toBe(true);
  });

  test.each([
    ['in an hour', HOUR, false],
    ['now', 0, true],
    ['in an hour and a half', 1.5 * HOUR, false],
    ['in longer than that, for another reason than a rotation that failed', 1.5 * HOUR + 1000, true],
  ])('beside a version that was given up and ends %s', (_when, after, isStarted) => {
    const givenUp = { ...quiet, [NEW]: [givenUpLabel(NOON + after, NEW)] };
    expect(isRotationToBeStarted(givenUp, NOON, need)).toBe(isStarted);
    expect(isRotationToBeStarted(givenUp, NOON, { ...need, isOrdered: true })).toBe(isStarted);
  });

  test.each([['AWSPREVIOUS'], ['click2mail:other']])('does not wait for a version in grace, with %s', (label) => {
    const inGrace = { ...quiet, [NEW]: [label, dueLabel(NOON + HOUR / 2, NEW)] };
    expect(isRotationToBeStarted(inGrace, NOON, need)).toBe(true);
  });
});

test.each([
  ['the placeholder of the first deployment', false, { [OLD]: ['AWSCURRENT'] }],
  ['a first rotation that began', false, { [OLD]: ['AWSCURRENT', begunLabel(NOON, 'ab', NEW)], [NEW]: ['AWSPENDING'] }],
  ['a token in grace', true, { [NEW]: ['AWSCURRENT'], [OLD]: [dueLabel(NOON, OLD)] }],
  ['a version that was current', true, { [NEW]: ['AWSCURRENT'], [OLD]: ['AWSPREVIOUS'] }],
])('a secret with %s: it held a token before: %s', (_what, expected, versions) => {
  expect(isBootstrapped(versions)).toBe(expected);
});
