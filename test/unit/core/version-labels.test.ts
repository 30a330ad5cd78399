import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  atWorkSince,
  begunLabel,
  dueLabel,
  dueTime,
  dueVersions,
  endTime,
  entries,
  freeLabels,
  givenUpLabel,
  isSpent,
  isStored,
  isTracked,
  labelsOn,
  ownLabels,
  revokeNowLabel,
  storedLabel,
  versionWith,
  wasCurrent,
} from '../../../functions/core/version-labels.ts';

const OLD = '11111111-1111-4111-8111-111111111111';
const NEW = '22222222-2222-4222-8222-222222222222';
const NOON = Date.parse('2026-03-01T12:00:00Z');

describe('labels', () => {
  test('carry times as ISO 8601 basic in UTC', () => {
    expect(begunLabel(NOON, 'ab12', NEW)).toBe(`click2mail:begun:20260301T120000Z:ab12:${NEW}`);
    expect(dueLabel(NOON, OLD)).toBe(`click2mail:due:20260301T120000Z:${OLD}`);
    expect(storedLabel(NEW)).toBe(`click2mail:${NEW}`);
  });

  test.each([
    `other-mail:due:20260301T120000Z:${OLD}`,
    `click2mail:due:x20260301T120000Z:${OLD}`,
    `click2mail:due:20260301T120000Z:ab12:${OLD}:more`,
    `click2mail:due:20261301T120000Z:${OLD}`,
    'click2mail:due:',
  ])('of the ledger are none that only look like it: %s', (label) => {
    expect(entries({ [OLD]: [label] }, 'due')).toEqual([]);
  });

  test('never shorten a time: what is between two seconds becomes the later one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (time) => {
        const read = dueTime({ [OLD]: [dueLabel(time, OLD)] }, OLD) ?? NaN;
        expect(read).toBeGreaterThanOrEqual(time);
        expect(read - time).toBeLessThan(1000);
      }),
    );
  });

  test('fit the 256 characters that Secrets Manager allows, with the longest version id', () => {
    expect(begunLabel(NOON, 'a'.repeat(12), 'v'.repeat(64)).length).toBeLessThanOrEqual(256);
  });
});

describe('reading the ledger', () => {
  test('of several due-labels the latest counts', () => {
    const versions = { [OLD]: [dueLabel(NOON, OLD), dueLabel(NOON + 5000, OLD), dueLabel(NOON - 5000, OLD)] };
    expect(dueTime(versions, OLD)).toBe(NOON + 5000);
  });

  test('a version is due from its due time on, unless it is current or pending', () => {
    const label = dueLabel(NOON, OLD);
    expect(dueVersions({ [OLD]: [label] }, NOON - 1)).toEqual([]);
    expect(dueVersions({ [OLD]: [label] }, NOON)).toEqual([OLD]);
    expect(dueVersions({ [OLD]: [label, 'AWSCURRENT'] }, NOON)).toEqual([]);
    expect(dueVersions({ [OLD]: [label, 'AWSPENDING'] }, NOON)).toEqual([]);
  });

  test('a due-label that names another version, or no time, says nothing', () => {
    expect(dueTime({ [OLD]: [dueLabel(NOON, NEW), `click2mail:due:yesterday:${OLD}`] }, OLD)).toBeUndefined();
  });

  test('a version that is due and given up was current: the due-label counts', () => {
    const givenUp = { [OLD]: [givenUpLabel(NOON, OLD)] };
    expect([endTime(givenUp, OLD), wasCurrent(givenUp, OLD)]).toEqual([NOON, false]);
    const both = { [OLD]: [givenUpLabel(NOON, OLD), dueLabel(NOON + 5000, OLD)] };
    expect([endTime(both, OLD), wasCurrent(both, OLD)]).toEqual([NOON + 5000, true]);
    expect(dueVersions(both, NOON)).toEqual([]);
    expect(dueVersions(givenUp, NOON)).toEqual([OLD]);
    expect(isTracked(givenUp, OLD)).toBe(true);
  });

  test.each([
    ['AWSPREVIOUS', true],
    [dueLabel(NOON, OLD), true],
    [givenUpLabel(NOON, OLD), true],
    [revokeNowLabel(NOON, OLD), true],
    [storedLabel(OLD), false],
    [begunLabel(NOON, 'ab', OLD), false],
    [dueLabel(NOON, NEW), false],
  ])('a pending version with %s is refused by a rotation: %s', (label, expected) => {
    expect(isSpent({ [OLD]: ['AWSPENDING', label] }, OLD)).toBe(expected);
  });

  test('own labels are those that sit on the version and name it', () => {
    const mine = [storedLabel(NEW), begunLabel(NOON, 'ab', NEW)];
    // The stored-label is the first to go.
    expect(
      ownLabels({ [NEW]: ['AWSPENDING', ...mine.toReversed(), begunLabel(NOON, 'cd', OLD), 'theirs'] }, NEW),
    ).toEqual(mine);
  });

  test('a version counts as stored by its own label alone', () => {
    expect(isStored({ [NEW]: [storedLabel(NEW)] }, NEW)).toBe(true);
    expect(isStored({ [OLD]: [storedLabel(NEW)] }, OLD)).toBe(false);
    expect(isStored({}, '__proto__')).toBe(false);
  });

  test('the labels of all versions together count against the twenty', () => {
    expect(freeLabels({})).toBe(20);
    expect(freeLabels({ [OLD]: ['AWSCURRENT', 'a'], [NEW]: ['AWSPENDING'] })).toBe(17);
  });

  test('a label is found on the one version that has it', () => {
    const versions = { [OLD]: ['AWSCURRENT'], [NEW]: ['AWSPENDING'] };
    expect(versionWith(versions, 'AWSPENDING')).toBe(NEW);
    expect(versionWith(versions, 'AWSPREVIOUS')).toBeUndefined();
  });
});

describe('what a label says of a version', () => {
  const at = Date.parse('2026-03-01T12:00:00Z');

  test('holds for the version that it names and sits on, and no other', () => {
    const versions = { one: [dueLabel(at, 'one')], two: [dueLabel(at + 60_000, 'one')] };
    expect(dueTime(versions, 'one')).toBe(at);
    expect(dueTime(versions, 'two')).toBeUndefined();
    expect(labelsOn(versions, 'three')).toEqual([]);
  });

  test('begins with what says that it is stored', () => {
    const due = dueLabel(at, 'one');
    const begun = begunLabel(at, 'ab', 'one');
    for (const labels of [
      [due, storedLabel('one'), begun],
      [due, begun, storedLabel('one')],
      [storedLabel('one'), due, begun],
    ]) {
      expect(ownLabels({ one: labels }, 'one')).toEqual([storedLabel('one'), due, begun]);
    }
  });

  test('says for two minutes that an attempt for it may be at work', () => {
    const versions = { two: [begunLabel(at, 'ab', 'one'), begunLabel(at + 60_000, 'cd', 'two')] };
    expect(atWorkSince(versions, 'one', at + 120_000)).toBe(at);
    expect(atWorkSince(versions, 'one', at + 120_001)).toBeUndefined();
    expect(atWorkSince({}, 'one', at)).toBeUndefined();
  });
});
