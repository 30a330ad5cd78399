import { describe, expect, test } from '@jest/globals';
import { deadSince, isQuestionDue, staleDead, wasPendingBefore } from '../../../functions/core/dead-token.ts';
import { isRotationToBeStarted, judgePending, type RotationNeed } from '../../../functions/core/ledger-rules.ts';
import {
  deadLabel,
  dueLabel,
  givenUpLabel,
  pendingSinceLabel,
  storedLabel,
  versionsInGrace,
} from '../../../functions/core/version-labels.ts';

const OLD = '11111111-1111-4111-8111-111111111111';
const NEW = '22222222-2222-4222-8222-222222222222';
const NOON = Date.parse('2026-03-01T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const QUARTER = 15 * MINUTE;

describe('the issuer', () => {
  const hourly = { checkEverySeconds: 3600, sweepEverySeconds: 900 };
  const clients = Array.from({ length: 40 }, (_, index) => `client-${index}`);
  const askedOf = (client: string, runs: number, asking = hourly, jitter = 0) =>
    Array.from({ length: runs }, (_, run) => NOON + run * QUARTER + (run % 3) * jitter).filter((time) =>
      isQuestionDue(client, time, asking),
    ).length;

  test('is asked about every client in every hour', () => {
    for (const client of clients) expect(askedOf(client, 4)).toBeGreaterThanOrEqual(1);
  });

  test('is asked about hardly anyone twice in an hour', () => {
    for (const client of clients) expect(askedOf(client, 4 * 24)).toBeLessThanOrEqual(2 * 24);
    expect(clients.filter((client) => askedOf(client, 4 * 24) > 24).length).toBeLessThan(clients.length / 4);
  });

  test('is asked about different clients by different sweeps', () => {
    const runs = [0, 1, 2, 3].map((run) => clients.filter((name) => isQuestionDue(name, NOON + run * QUARTER, hourly)));
    for (const asked of runs) expect(asked.length).toBeGreaterThan(2);
  });

  test('is asked all the same when the schedule is some seconds early or late', () => {
    for (const client of clients) expect(askedOf(client, 4, hourly, -20_000)).toBeGreaterThanOrEqual(1);
  });

  test('is asked by whatever sweep comes within the time between two, and a minute', () => {
    const seconds = Array.from({ length: 3600 }, (_, second) => NOON + second * 1000);
    expect(seconds.filter((time) => isQuestionDue('acme', time, hourly))).toHaveLength(960);
  });

  test('is asked by every sweep where that is how often, and never where somebody wants that', () => {
    expect(askedOf('acme', 10, { checkEverySeconds: 900, sweepEverySeconds: 900 })).toBe(10);
    expect(askedOf('acme', 100, { checkEverySeconds: 0, sweepEverySeconds: 900 })).toBe(0);
  });
});

describe('a dead-label', () => {
  const dead = deadLabel(NOON, OLD);

  test('says since when the current token is dead', () => {
    expect(deadSince({ [OLD]: ['AWSCURRENT', dead] })).toBe(NOON);
    expect(deadSince({ [OLD]: ['AWSCURRENT', dead, deadLabel(NOON + HOUR, OLD)] })).toBe(NOON);
    expect(deadSince({ [OLD]: ['AWSCURRENT'] })).toBeUndefined();
  });

  test.each([
    ['on a version that is not current', { [NEW]: ['AWSCURRENT'], [OLD]: [dead] }],
    ['that names another version', { [NEW]: ['AWSCURRENT', dead] }],
    ['where nothing is current', { [OLD]: [dead] }],
  ])('%s says nothing, and goes', (_where, versions) => {
    expect(deadSince(versions)).toBeUndefined();
    expect(staleDead(versions)).toMatchObject([{ label: dead }]);
  });

  test('of the current version stays', () => {
    expect(staleDead({ [OLD]: ['AWSCURRENT', dead] })).toEqual([]);
  });
});

describe('a rotation for a dead token', () => {
  const idle: RotationNeed = {
    rotationEnabled: true,
    nextRotationAt: NOON + 10 * HOUR,
    lifeLeftMs: 10 * HOUR,
    ageMs: HOUR,
    intervalMs: 4 * HOUR,
    marginMs: HOUR,
    isOrdered: false,
    isTokenGone: false,
  };
  const current = ['AWSCURRENT', storedLabel(OLD), deadLabel(NOON, OLD)];

  test('is started at once, unless rotation is switched off', () => {
    expect(isRotationToBeStarted({ [OLD]: current }, NOON, idle)).toBe(true);
    expect(isRotationToBeStarted({ [OLD]: current }, NOON, { ...idle, rotationEnabled: false })).toBe(false);
  });

  test('does not wait for what was given up before, and waits for what was given up since', () => {
    const givenUpAt = (time: number) => ({ [OLD]: current, [NEW]: [givenUpLabel(time + HOUR, NEW)] });
    expect(isRotationToBeStarted(givenUpAt(NOON - MINUTE), NOON, idle)).toBe(true);
    expect(isRotationToBeStarted(givenUpAt(NOON), NOON, idle)).toBe(true);
    expect(isRotationToBeStarted(givenUpAt(NOON + MINUTE), NOON + MINUTE, idle)).toBe(false);
  });

  test('does not wait for the version that made way for it', () => {
    const versions = { [OLD]: current, [NEW]: [givenUpLabel(NOON + 1.5 * HOUR, NEW)] };
    const now = NOON + HOUR / 2;
    expect(isRotationToBeStarted(versions, now, idle)).toBe(false);
    expect(isRotationToBeStarted(versions, now, { ...idle, madeWay: NEW })).toBe(true);
  });

  test('has what is pending make way after 20 minutes', () => {
    const pending = { [OLD]: [...current, pendingSinceLabel(NOON - MINUTE, NEW)], [NEW]: ['AWSPENDING'] };
    expect(judgePending(pending, NOON + 19 * MINUTE - 1, 6 * HOUR).kind).toBe('wait');
    expect(judgePending(pending, NOON + 19 * MINUTE, 6 * HOUR)).toMatchObject({ kind: 'release', versionId: NEW });
  });

  test.each([
    ['before', NOON - HOUR, true],
    ['in the same sweep', NOON + MINUTE, true],
    ['a moment after it', NOON + MINUTE + 1, false],
    ['by the next sweep', NOON + QUARTER, false],
  ])('is the first one when what makes way was seen pending %s', (_when, since, isFirst) => {
    expect(wasPendingBefore(NOON, since)).toBe(isFirst);
  });

  test('is not for a token that lives', () => {
    expect(wasPendingBefore(undefined, NOON)).toBe(false);
  });
});

test('tokens in grace are those that were current and are not due, the last superseded first', () => {
  const versions = {
    [NEW]: ['AWSCURRENT', dueLabel(NOON + HOUR, NEW)],
    first: [dueLabel(NOON + MINUTE, 'first')],
    second: ['AWSPREVIOUS', dueLabel(NOON + HOUR, 'second')],
    over: [dueLabel(NOON, 'over')],
    'given-up': [givenUpLabel(NOON + HOUR, 'given-up')],
  };
  expect(versionsInGrace(versions, NOON)).toEqual(['second', 'first']);
});
