import { describe, expect, test } from '@jest/globals';
import {
  endedAttempts,
  isRotationToBeStarted,
  judgePending,
  redundantLabels,
  type RotationNeed,
  stalePendingSince,
  supersededWithoutDueTime,
} from '../../../functions/core/ledger-rules.ts';
import {
  begunLabel,
  dueLabel,
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

describe('a version that was superseded', () => {
  test('is to have a due time when it holds a live token, is not in use and has none', () => {
    const current = { [NEW]: ['AWSCURRENT'] };
    expect(supersededWithoutDueTime({ ...current, [OLD]: [storedLabel(OLD)] })).toEqual([OLD]);
    expect(supersededWithoutDueTime({ ...current, [OLD]: ['AWSPREVIOUS'] })).toEqual([]);
    expect(supersededWithoutDueTime({ ...current, [OLD]: [storedLabel(OLD), dueLabel(NOON, OLD)] })).toEqual([]);
    expect(supersededWithoutDueTime({ ...current, [OLD]: [storedLabel(OLD), 'AWSPENDING'] })).toEqual([]);
  });

  test('needs no label besides the due-label that says it all', () => {
    const labels = [storedLabel(OLD), dueLabel(NOON, OLD), dueLabel(NOON + HOUR, OLD)];
    expect(redundantLabels({ [OLD]: labels }).map(({ label }) => label)).toEqual([
      storedLabel(OLD),
      dueLabel(NOON, OLD),
    ]);
    expect(redundantLabels({ [OLD]: [...labels, 'AWSCURRENT'] })).toEqual([]);
    expect(redundantLabels({ [OLD]: [storedLabel(OLD)] })).toEqual([]);
  });

  test('keeps every due-label while an order to revoke is open: one may be about to be taken off', () => {
    const labels = [dueLabel(NOON, OLD), dueLabel(NOON + HOUR, OLD)];
    const versions = { [OLD]: labels, [NEW]: ['AWSCURRENT', revokeNowLabel(NOON, NEW)] };
    expect(redundantLabels(versions)).toEqual([]);
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
    expect(judgePending(since(NOON), NOON + 6 * HOUR, 6 * HOUR)).toEqual({ kind: 'release', versionId: NEW });
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
  };
  const quiet = { [OLD]: ['AWSCURRENT', storedLabel(OLD)] };

  test('is started when its time has passed', () => {
    expect(isRotationToBeStarted(quiet, NOON, need)).toBe(true);
    expect(isRotationToBeStarted(quiet, NOON, { ...need, nextRotationAt: NOON })).toBe(false);
  });

  test('is started when the token has less life left than the margin, but not at every sweep', () => {
    const runningOut = { ...need, nextRotationAt: NOON + HOUR, lifeLeftMs: HOUR - 1 };
    expect(isRotationToBeStarted(quiet, NOON, runningOut)).toBe(true);
    expect(isRotationToBeStarted(quiet, NOON, { ...runningOut, ageMs: 4 * HOUR - 1 })).toBe(false);
  });

  test('is never started where somebody switched it off, nor beside another one', () => {
    expect(isRotationToBeStarted(quiet, NOON, { ...need, rotationEnabled: false })).toBe(false);
    expect(isRotationToBeStarted({ ...quiet, [NEW]: ['AWSPENDING'] }, NOON, need)).toBe(false);
    expect(isRotationToBeStarted({ [OLD]: ['AWSCURRENT', 'AWSPENDING'] }, NOON, need)).toBe(true);
  });

  test('waits with the version that was given up', () => {
    const givenUp = { ...quiet, [NEW]: [dueLabel(NOON + HOUR, NEW)] };
    expect(isRotationToBeStarted(givenUp, NOON, need)).toBe(false);
    expect(isRotationToBeStarted(givenUp, NOON + HOUR, need)).toBe(true);
  });

  test('does not wait for a version in grace', () => {
    const inGrace = { ...quiet, [NEW]: ['AWSPREVIOUS', dueLabel(NOON + HOUR / 2, NEW)] };
    expect(isRotationToBeStarted(inGrace, NOON, need)).toBe(true);
  });
});
