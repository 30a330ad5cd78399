import { describe, expect, test } from '@jest/globals';
import { AwsError } from '../../../sandbox/aws/aws-service.ts';
import {
  momentIn,
  rotationSchedule,
  type RotationRules,
} from '../../../sandbox/secrets-manager/rotation/rotation-schedule.ts';

const AFTER = '2026-11-24T10:20:30Z';

/** The next windows, as `start – end`, each counted from the one before. */
function windows(rules: RotationRules, count: number, after = AFTER): string[] {
  const schedule = rotationSchedule(rules);
  const found: string[] = [];
  let time = Date.parse(after);
  for (let index = 0; index < count; index += 1) {
    const { start, end } = schedule.windowAfter(time);
    found.push(`${short(start)} – ${short(end)}`);
    time = start;
  }
  return found;
}

const short = (time: number): string => new Date(time).toISOString().slice(0, 16);
const cron = (ScheduleExpression: string, Duration?: string): RotationRules => ({ ScheduleExpression, Duration });

describe('Windows', () => {
  test.each<[string, RotationRules, string[]]>([
    [
      'of days are whole days of UTC',
      { AutomaticallyAfterDays: 30 },
      ['2026-12-24T00:00 – 2026-12-25T00:00', '2027-01-23T00:00 – 2027-01-24T00:00'],
    ],
    [
      'of days can be shortened',
      { AutomaticallyAfterDays: 1, Duration: '3h' },
      ['2026-11-25T00:00 – 2026-11-25T03:00'],
    ],
    ['of a rate in days are the same', cron('rate(10 days)'), ['2026-12-04T00:00 – 2026-12-05T00:00']],
    [
      'of a rate in hours open on the hour, for one',
      cron('rate(4 hours)'),
      ['2026-11-24T14:00 – 2026-11-24T15:00', '2026-11-24T18:00 – 2026-11-24T19:00'],
    ],
    [
      'of a rate in hours can be as long as the rate',
      cron('rate(4 hours)', '4h'),
      ['2026-11-24T14:00 – 2026-11-24T18:00'],
    ],
    [
      'of one hour a day last to the end of the day',
      cron('cron(0 8 * * ? *)'),
      ['2026-11-25T08:00 – 2026-11-26T00:00'],
    ],
    [
      'of increments start anew each day',
      cron('cron(0 8/8 * * ? *)'),
      [
        '2026-11-24T16:00 – 2026-11-24T17:00',
        '2026-11-25T08:00 – 2026-11-25T09:00',
        '2026-11-25T16:00 – 2026-11-25T17:00',
      ],
    ],
    [
      'of increments without a start begin at midnight',
      cron('cron(0 /12 * * ? *)'),
      ['2026-11-24T12:00 – 2026-11-24T13:00', '2026-11-25T00:00 – 2026-11-25T01:00'],
    ],
    [
      'of days of a month',
      cron('cron(0 16 1,15 * ? *)', '2h'),
      ['2026-12-01T16:00 – 2026-12-01T18:00', '2026-12-15T16:00 – 2026-12-15T18:00'],
    ],
    [
      'of the last day of a month',
      cron('cron(0 16 L * ? *)', '1h'),
      ['2026-11-30T16:00 – 2026-11-30T17:00', '2026-12-31T16:00 – 2026-12-31T17:00'],
    ],
    [
      'of weekdays',
      cron('cron(0 18 ? * MON-FRI *)', '1h'),
      [
        '2026-11-24T18:00 – 2026-11-24T19:00',
        '2026-11-25T18:00 – 2026-11-25T19:00',
        '2026-11-26T18:00 – 2026-11-26T19:00',
        '2026-11-27T18:00 – 2026-11-27T19:00',
        '2026-11-30T18:00 – 2026-11-30T19:00',
      ],
    ],
    [
      'of the first Sunday of a month',
      cron('cron(0 0 ? * SUN#1 *)'),
      ['2026-12-06T00:00 – 2026-12-07T00:00', '2027-01-03T00:00 – 2027-01-04T00:00'],
    ],
    [
      'of the last Thursday of a month',
      cron('cron(0 0 ? * 5L *)'),
      ['2026-11-26T00:00 – 2026-11-27T00:00', '2026-12-31T00:00 – 2027-01-01T00:00'],
    ],
    ['of the last day of a week', cron('cron(0 0 ? * L *)'), ['2026-11-28T00:00 – 2026-11-29T00:00']],
    [
      'of every third month, by name and by number',
      cron('cron(0 1 1 JAN/3 ? *)', '1h'),
      ['2027-01-01T01:00 – 2027-01-01T02:00', '2027-04-01T01:00 – 2027-04-01T02:00'],
    ],
    ['of the leap day', cron('cron(0 0 29 2 ? *)'), ['2028-02-29T00:00 – 2028-03-01T00:00']],
  ])('%s', (_what, rules, expected) => {
    expect(windows(rules, expected.length)).toEqual(expected);
  });
});

describe('No schedule', () => {
  test.each<[RotationRules]>([
    [{}],
    [{ AutomaticallyAfterDays: 1, ScheduleExpression: 'rate(1 day)' }],
    [{ AutomaticallyAfterDays: 1, Duration: '25h' }],
    [{ AutomaticallyAfterDays: 1, Duration: '0h' }],
    ...[
      'rate(3 hours)',
      'rate(0 days)',
      'rate(1000 days)',
      'rate(1 week)',
      'every day',
      'cron(5 8 * * ? *)',
      'cron(0 8 * * ? 2027)',
      'cron(0 8 * * * *)',
      'cron(0 8 ? * ? *)',
      'cron(0 24 * * ? *)',
      'cron(0 0/3 * * ? *)',
      'cron(0 8 0 * ? *)',
      'cron(0 8 10-5 * ? *)',
      'cron(0 8 1, * ? *)',
      'cron(0 8 15W * ? *)',
      'cron(0 8 30 2 ? *)',
      'cron(0 8 * FOO ? *)',
      'cron(0 8 ? * MON-FRI#2 *)',
      'cron(0 8 ? * MON#6 *)',
    ].map((expression): [RotationRules] => [cron(expression)]),
    [cron('rate(4 hours)', '5h')],
    [cron('cron(0 20 * * ? *)', '5h')],
    [cron('cron(0 8/4 * * ? *)', '5h')],
  ])('is %j', (rules) => {
    expect(() => rotationSchedule(rules)).toThrow(AwsError);
  });
});

test('A secret rotates at its own moment in the first half of the window, always the same', () => {
  const window = rotationSchedule({ AutomaticallyAfterDays: 1 }).windowAfter(Date.parse(AFTER));
  const moments = Array.from({ length: 100 }, (_, index) => momentIn(window, `arn:${index}`));
  expect(Math.min(...moments)).toBeGreaterThanOrEqual(window.start);
  expect(Math.max(...moments)).toBeLessThan((window.start + window.end) / 2);
  expect(new Set(moments).size).toBeGreaterThan(90);
  expect(momentIn(window, 'arn:1')).toBe(moments[1]);
});
