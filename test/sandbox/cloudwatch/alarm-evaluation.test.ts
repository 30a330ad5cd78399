import { describe, expect, test } from '@jest/globals';
import type { StateValue, MetricAlarm } from '../../../sandbox/cloudwatch/alarm-definition.ts';
import { evaluateAlarm, evaluationRange } from '../../../sandbox/cloudwatch/alarm-evaluation.ts';
import { reasonOf } from '../../../sandbox/cloudwatch/state-reason.ts';

type Treatment = NonNullable<MetricAlarm['TreatMissingData']>;

const TREATMENTS: readonly Treatment[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

const ALARM: MetricAlarm = {
  AlarmName: 'alarm',
  Namespace: 'Stack',
  MetricName: 'Failures',
  Dimensions: [],
  Statistic: 'Sum',
  Period: 300,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 3,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  ActionsEnabled: true,
  OKActions: [],
  AlarmActions: [],
  InsufficientDataActions: [],
};

const VALUES: Readonly<Record<string, number>> = { '0': 0, X: 1 };

/** Datapoints as AWS draws them: the newest on the right, X breaching, 0 not, - missing. */
const drawn = (pattern: string) =>
  pattern
    .split(' ')
    .toReversed()
    .map((mark, index) => ({ start: Date.UTC(2026, 0, 1, 12) - index * 300_000, value: VALUES[mark] }));

const stateOf = (pattern: string, changes: Partial<MetricAlarm>, before: StateValue = 'INSUFFICIENT_DATA') =>
  evaluateAlarm({ ...ALARM, ...changes }, drawn(pattern), before).state;

/** What the tables say where the alarm stays as it is. */
const RETAINED = 'retained';

type Row = readonly [string, ...(StateValue | typeof RETAINED)[]];

const [ok, alarm, unknown] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
describe.each<[number, readonly Row[]]>([
  [
    3,
    [
      ['0 - X - X', ok, ok, ok, ok],
      ['0 - - - -', ok, ok, ok, ok],
      ['- - - - -', unknown, RETAINED, alarm, ok],
      ['0 X X - X', alarm, alarm, alarm, alarm],
      ['- - X - -', alarm, RETAINED, alarm, ok],
      // The page's text: too early to say.
      ['- - - - X', RETAINED, RETAINED, alarm, ok],
      ['- - - X -', RETAINED, RETAINED, alarm, ok],
    ],
  ],
  [
    2,
    [
      ['0 - X - X', alarm, alarm, alarm, alarm],
      ['0 0 X 0 X', alarm, alarm, alarm, alarm],
      ['0 - X - -', ok, ok, alarm, ok],
      ['- - - - 0', ok, ok, alarm, ok],
      ['- - - X -', alarm, RETAINED, alarm, ok],
    ],
  ],
])('AWS’s table for %i of 3 datapoints', (DatapointsToAlarm, rows) => {
  const cases = rows.flatMap(([pattern, ...states]) =>
    TREATMENTS.map((treatment, index) => [pattern, treatment, states[index]] as const),
  );

  test.each(cases)('%s, with missing data as %s, is %s', (pattern, TreatMissingData, state) => {
    for (const before of [ok, alarm, unknown] as const) {
      const expected = state === RETAINED ? before : state;
      expect(stateOf(pattern, { DatapointsToAlarm, TreatMissingData }, before)).toBe(expected);
    }
  });
});

test('an alarm looks at two periods more than it evaluates, as in AWS’s example', () => {
  expect(evaluationRange({ EvaluationPeriods: 3 })).toBe(5);
});

test('an alarm that does not say how many datapoints it needs, needs all of them', () => {
  const { DatapointsToAlarm: _all, ...others } = ALARM;
  expect(evaluateAlarm(others, drawn('X X X'), 'OK').state).toBe('ALARM');
  expect(evaluateAlarm(others, drawn('X 0 X'), 'OK').state).toBe('OK');
});

test.each([
  ['GreaterThanOrEqualToThreshold', [false, true, true]],
  ['GreaterThanThreshold', [false, false, true]],
  ['LessThanThreshold', [true, false, false]],
  ['LessThanOrEqualToThreshold', [true, true, false]],
] as const)('%s of 1 is asked of 0, 1 and 2', (ComparisonOperator, expected) => {
  const rule = { ...ALARM, ComparisonOperator, EvaluationPeriods: 1, DatapointsToAlarm: 1 };
  const isBad = (value: number) => evaluateAlarm(rule, [{ start: 0, value }], 'OK').state === 'ALARM';
  expect([0, 1, 2].map(isBad)).toEqual(expected);
});

describe('the reason is in CloudWatch’s words', () => {
  const reason = (pattern: string, changes: Partial<MetricAlarm>, before: StateValue) => {
    const definition = { ...ALARM, ...changes };
    return reasonOf(definition, evaluateAlarm(definition, drawn(pattern), before), before, Date.UTC(2026, 0, 1, 12, 5));
  };

  test.each<[string, Partial<MetricAlarm>, StateValue, string]>([
    [
      '0 X X X',
      {},
      'OK',
      'Threshold Crossed: 3 out of the last 3 datapoints [1.0 (01/01/26 12:00:00), 1.0 (01/01/26 11:55:00), 1.0 (01/01/26 11:50:00)] were greater than or equal to the threshold (1.0) (minimum 3 datapoints for OK -> ALARM transition).',
    ],
    [
      'X X 0',
      {},
      'ALARM',
      'Threshold Crossed: 1 out of the last 3 datapoints [0.0 (01/01/26 12:00:00)] was not greater than or equal to the threshold (1.0) (minimum 1 datapoint for ALARM -> OK transition).',
    ],
    [
      '- - - - -',
      { TreatMissingData: 'breaching' },
      'OK',
      'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].',
    ],
    [
      '- - -',
      { EvaluationPeriods: 1, DatapointsToAlarm: 1, TreatMissingData: 'notBreaching' },
      'ALARM',
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    ],
    [
      '- - - - 0',
      { TreatMissingData: 'breaching' },
      'ALARM',
      'Threshold Crossed: 1 datapoint [0.0 (01/01/26 12:00:00)] was not greater than or equal to the threshold (1.0) and 2 missing datapoints were treated as [Breaching].',
    ],
    [
      '- - - - 0',
      { DatapointsToAlarm: 2, TreatMissingData: 'breaching' },
      'OK',
      'Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as [Breaching].',
    ],
    ['- - - - -', {}, 'OK', 'Insufficient Data: 3 datapoints were unknown.'],
  ])('%s with %j after %s', (pattern, changes, before, text) => {
    expect(reason(pattern, changes, before).text).toBe(text);
  });

  test('and its figures are JSON', () => {
    expect(JSON.parse(reason('0 X X X', {}, 'OK').data ?? '')).toEqual({
      version: '1.0',
      queryDate: '2026-01-01T12:05:00.000+0000',
      startDate: '2026-01-01T11:50:00.000+0000',
      statistic: 'Sum',
      period: 300,
      recentDatapoints: [1, 1, 1],
      threshold: 1,
    });
  });
});
