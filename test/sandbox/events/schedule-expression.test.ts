import { describe, expect, test } from '@jest/globals';
import { readSchedule } from '../../../sandbox/events/schedule-expression.ts';

const MADE = '2026-11-24T08:07:30Z';
const next = (expression: string, after: string) => {
  const time = readSchedule(expression, Date.parse(MADE)).nextAfter(Date.parse(after));
  return time === Infinity ? 'never' : new Date(time).toISOString().replace('.000', '');
};

describe('a rate', () => {
  test.each([
    ['rate(15 minutes)', MADE, '2026-11-24T08:22:30Z'],
    ['rate(15 minutes)', '2026-11-24T08:22:29Z', '2026-11-24T08:22:30Z'],
    ['rate(15 minutes)', '2026-11-24T08:22:30Z', '2026-11-24T08:37:30Z'],
    ['rate(1 minute)', '2026-11-24T09:00:00Z', '2026-11-24T09:00:30Z'],
    ['rate(1 hour)', MADE, '2026-11-24T09:07:30Z'],
    ['rate(2 days)', '2026-11-27T00:00:00Z', '2026-11-28T08:07:30Z'],
  ])('counts from when the rule was made: %s after %s is %s', (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected);
  });
});

describe('a cron expression', () => {
  test.each([
    ['cron(0/15 * * * ? *)', '2026-11-24T08:07:30Z', '2026-11-24T08:15:00Z'],
    ['cron(30 6,18 * * ? *)', '2026-11-24T06:30:00Z', '2026-11-24T18:30:00Z'],
    ['cron(5 0 1 * ? *)', '2026-11-24T00:00:00Z', '2026-12-01T00:05:00Z'],
    ['cron(0 9 ? * MON-FRI *)', '2026-11-27T09:00:00Z', '2026-11-30T09:00:00Z'],
    ['cron(0 0 29 FEB ? *)', '2026-11-24T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['cron(0 0 1 1 ? 2026)', '2026-11-24T00:00:00Z', 'never'],
  ])('is in UTC, to the minute: %s after %s is %s', (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected);
  });
});

test.each(['rate(1 minutes)', 'rate(15 minute)', 'rate(0 minutes)', 'cron(0 * * * ?)', 'cron(61 * * * ? *)', 'daily'])(
  '%s is refused',
  (expression) => {
    expect(() => readSchedule(expression, 0)).toThrow(
      expect.objectContaining({ name: 'ValidationException', message: 'Parameter ScheduleExpression is not valid.' }),
    );
  },
);
