import { describe, expect, test } from '@jest/globals';
import {
  type AlarmState,
  evaluateAlarm,
  evaluateRule,
  type MetricAlarm,
} from '../../../sandbox/cloudwatch/alarm-evaluation.ts';

const NOW = Date.UTC(2026, 0, 1);

const ALARM: MetricAlarm = {
  AlarmName: 'alarm',
  Namespace: 'Stack',
  MetricName: 'Failures',
  Dimensions: [{ Name: 'service', Value: 'all' }],
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
  Threshold: 2,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
};

/** A value in the middle of the period that ended so many periods ago. */
const point = (value: number, ago = 0, more: object = {}) => ({
  namespace: 'Stack',
  name: 'Failures',
  dimensions: { service: 'all' },
  value,
  time: NOW - (ago + 0.5) * 60_000,
  ...more,
});
const stateOf = (
  points: readonly ReturnType<typeof point>[],
  changes: Partial<MetricAlarm> = {},
  before: AlarmState = 'OK',
) => evaluateAlarm({ ...ALARM, ...changes }, points, before, NOW);

describe('an alarm', () => {
  test.each<[string, ReturnType<typeof point>[], AlarmState]>([
    ['needs as many bad periods as it says', [point(2, 0), point(2, 1)], 'ALARM'],
    ['adds up what is in one period', [point(1, 0), point(1, 0), point(2, 2)], 'ALARM'],
    ['is OK with fewer', [point(2, 0), point(1, 1)], 'OK'],
    ['looks no further back than its periods', [point(2, 0), point(2, 3)], 'OK'],
    ['is about one namespace', [point(2, 0), point(2, 1, { namespace: 'Other' })], 'OK'],
    ['is about one metric', [point(2, 0), point(2, 1, { name: 'Others' })], 'OK'],
    ['takes no metric with other dimensions', [point(2, 0), point(2, 1, { dimensions: { service: 'one' } })], 'OK'],
    [
      'takes no metric with more dimensions',
      [point(2, 0), point(2, 1, { dimensions: { service: 'all', client: 'acme' } })],
      'OK',
    ],
  ])('%s', (_, points, state) => {
    expect(stateOf(points)).toBe(state);
  });

  test.each<[NonNullable<MetricAlarm['TreatMissingData']>, AlarmState, AlarmState]>([
    ['breaching', 'OK', 'ALARM'],
    ['notBreaching', 'ALARM', 'OK'],
    ['ignore', 'ALARM', 'ALARM'],
    ['missing', 'ALARM', 'INSUFFICIENT_DATA'],
  ])('that treats missing data as %s goes from %s to %s without any', (TreatMissingData, before, after) => {
    expect(stateOf([], { TreatMissingData }, before)).toBe(after);
  });

  test.each<[Partial<MetricAlarm>, AlarmState]>([
    [{ Statistic: 'Minimum', Threshold: 1 }, 'ALARM'],
    [{ Statistic: 'Minimum', Threshold: 2 }, 'OK'],
    [{ Statistic: 'Maximum', Threshold: 9 }, 'ALARM'],
    [{ Statistic: 'SampleCount', Threshold: 3, ComparisonOperator: 'LessThanThreshold' }, 'ALARM'],
    [{ ExtendedStatistic: 'p50', Threshold: 1 }, 'ALARM'],
    [{ ExtendedStatistic: 'p95', Threshold: 10, ComparisonOperator: 'GreaterThanThreshold' }, 'OK'],
  ])('reads a period as %j says', ({ Statistic, ...changes }, state) => {
    const { Statistic: _, ...others } = ALARM;
    const alarm = { ...others, ...(Statistic === undefined ? {} : { Statistic }), ...changes, DatapointsToAlarm: 1 };
    expect(evaluateAlarm(alarm, [point(1), point(9)], 'OK', NOW)).toBe(state);
  });
});

test.each([
  ['ALARM("a")', true],
  ['NOT ALARM("b")', true],
  ['(ALARM("a") AND ALARM("b"))', false],
  ['((ALARM("a") OR ALARM("b")) AND (NOT (ALARM("b"))))', true],
  ['(OK("b") AND ALARM("b"))', false],
])('the rule %s is %s while a alone is in ALARM', (rule, value) => {
  expect(evaluateRule(rule, (name, state) => (name === 'a' ? 'ALARM' : 'OK') === state)).toBe(value);
});
