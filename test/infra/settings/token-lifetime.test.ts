import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseRotationRate } from '../../../infra/settings/rotation-rate.ts';
import { lifetimeProblem, tokenLifetimeSeconds } from '../../../infra/settings/token-lifetime.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

describe('the life that a token is asked for', () => {
  test.each([
    ['rate(30 days)', 2 * HOUR, 30 * DAY + DAY + 2 * HOUR + 7.5 * DAY],
    ['rate(1 day)', 0, DAY + DAY + 3 * DAY],
    ['rate(12 days)', DAY, 12 * DAY + DAY + DAY + 3 * DAY],
    ['rate(13 days)', DAY, 13 * DAY + DAY + DAY + 3.25 * DAY],
    ['rate(4 hours)', HOUR, 4 * HOUR + HOUR + HOUR + 3 * DAY],
    ['rate(400 hours)', 0, 400 * HOUR + HOUR + 100 * HOUR],
  ])('%s with %i seconds of grace is interval, window, grace and margin', (rate, grace, seconds) => {
    expect(tokenLifetimeSeconds(parseRotationRate(rate), grace)).toBe(seconds);
  });
});

describe('a rate and a grace that go together', () => {
  test.each([
    ['rate(71 days)', 2 * HOUR],
    ['rate(4 hours)', 0],
    ['rate(4 hours)', DAY],
    ['rate(14 days)', 70 * DAY],
    ['rate(1727 hours)', 0],
  ])('%s with %i seconds of grace', (rate, grace) => {
    expect(lifetimeProblem(parseRotationRate(rate), grace)).toBeUndefined();
  });
});

describe('a rate and a grace that do not', () => {
  test.each([
    ['rate(72 days)', 2 * HOUR, 'rotateEvery', /live 92 days .* 90 days .* the largest interval is rate\(71 days\)$/],
    ['rate(1728 hours)', 0, 'rotateEvery', /the largest interval is rate\(1727 hours\)$/],
    ['rate(30 days)', 60 * DAY, 'rotateEvery', /the largest interval is rate\(23 days\)$/],
    ['rate(4 hours)', DAY + 1, 'grace', /longer than 6 rotation intervals/],
    ['rate(30 days)', 80 * DAY, 'grace', /leaves no room/],
  ])('%s with %i seconds of grace: change %s', (rate, grace, setting, message) => {
    expect(lifetimeProblem(parseRotationRate(rate), grace)).toEqual({
      setting,
      message: expect.stringMatching(message),
    });
  });

  const combinations = fc.record({
    count: fc.integer({ min: 4, max: 2200 }),
    unit: fc.constantFrom('hours', 'days'),
    grace: fc.oneof(fc.constant(0), fc.integer({ min: 20 * 60, max: 120 * DAY })),
  });

  test('whatever passes is a life that the API issues', () => {
    fc.assert(
      fc.property(combinations, ({ count, unit, grace }) => {
        const rate = parseRotationRate(`rate(${count} ${unit})`);
        fc.pre(lifetimeProblem(rate, grace) === undefined);
        const seconds = tokenLifetimeSeconds(rate, grace);
        expect(Number.isInteger(seconds)).toBe(true);
        expect(seconds).toBeGreaterThanOrEqual(3600);
        expect(seconds).toBeLessThanOrEqual(90 * DAY);
        expect(seconds).toBeGreaterThan(rate.seconds + rate.windowSeconds + grace);
      }),
    );
  });

  test('the interval that a refusal names passes, and the next larger one does not', () => {
    fc.assert(
      fc.property(combinations, ({ count, unit, grace }) => {
        const problem = lifetimeProblem(parseRotationRate(`rate(${count} ${unit})`), grace);
        fc.pre(problem?.setting === 'rotateEvery');
        const named = parseRotationRate(/rate\(.*\)$/.exec(problem.message)![0]);
        const next = parseRotationRate(`rate(${1 + Number(/\d+/.exec(named.expression)![0])} ${unit})`);
        expect(lifetimeProblem(named, grace)).toBeUndefined();
        expect(lifetimeProblem(next, grace)).toBeDefined();
      }),
    );
  });
});
