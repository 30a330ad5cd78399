import type { StateValue, Comparison, MetricAlarm } from './alarm-definition.ts';

/** The value of a period as the alarm reads it; undefined where there is no data. */
export interface Datapoint {
  /** Epoch milliseconds. */
  readonly start: number;
  readonly value: number | undefined;
}

/** A datapoint with a value. */
export interface RealDatapoint extends Datapoint {
  readonly value: number;
}

export interface Evaluation {
  readonly state: StateValue;
  /** What was looked at, the newest first. */
  readonly evaluated: readonly RealDatapoint[];
  /** How many missing datapoints had to be filled in. */
  readonly filled: number;
}

type Rule = Pick<
  MetricAlarm,
  'EvaluationPeriods' | 'DatapointsToAlarm' | 'Threshold' | 'ComparisonOperator' | 'TreatMissingData'
>;

const COMPARES: Readonly<Record<Comparison, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

export function isBreaching(value: number, { ComparisonOperator, Threshold }: Rule): boolean {
  return COMPARES[ComparisonOperator](value, Threshold);
}

/**
 * How many periods are looked at: more than EvaluationPeriods, in case some are missing. AWS says that the number depends
 * on the period and gives one example, 5 for 3; the two more are taken for every alarm (belief: evaluation-range).
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluationRange({ EvaluationPeriods }: Pick<Rule, 'EvaluationPeriods'>): number {
  return EvaluationPeriods + 2;
}

/**
 * The state of an alarm, by AWS's rules for missing data: the newest real datapoints count, from as far back as the
 * evaluation range goes, and only what they lack is filled in.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * @param datapoints those of the evaluation range, the newest first
 * @param before the alarm's state until now
 */
export function evaluateAlarm(rule: Rule, datapoints: readonly Datapoint[], before: StateValue): Evaluation {
  const { EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods, TreatMissingData = 'missing' } = rule;
  const real = datapoints.filter((one): one is RealDatapoint => one.value !== undefined).slice(0, EvaluationPeriods);
  const filled = EvaluationPeriods - real.length;
  const bad = real.filter(({ value }) => isBreaching(value, rule)).length;
  const answer = (state: StateValue): Evaluation => ({ state, evaluated: real, filled });
  if (bad >= DatapointsToAlarm) return answer('ALARM');
  switch (TreatMissingData) {
    case 'breaching':
      return answer(bad + filled >= DatapointsToAlarm ? 'ALARM' : 'OK');
    case 'notBreaching':
      return answer('OK');
    case 'ignore':
    case 'missing':
      if (bad < real.length) return answer('OK');
      if (TreatMissingData === 'ignore') return answer(before);
      if (real.length === 0) return answer('INSUFFICIENT_DATA');
      return answer(isOld(datapoints, DatapointsToAlarm) ? 'ALARM' : before);
  }
}

/**
 * The premature alarm state: all that is known is bad, and the oldest of it is as old as so many periods. Until then the
 * next datapoint may be good.
 */
function isOld(datapoints: readonly Datapoint[], periods: number): boolean {
  return datapoints.findLastIndex(({ value }) => value !== undefined) + 1 >= periods;
}
