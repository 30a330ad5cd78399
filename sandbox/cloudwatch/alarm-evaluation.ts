import type { MetricPoint } from './alarm-points.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm on one metric, as the template has it and with its references resolved. */
export interface MetricAlarm {
  readonly AlarmName: string;
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  readonly Statistic?: string;
  /** For example `p95`. */
  readonly ExtendedStatistic?: string;
  /** Seconds. */
  readonly Period: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData?: 'breaching' | 'notBreaching' | 'ignore' | 'missing';
}

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/**
 * The state of an alarm: of its last `EvaluationPeriods` periods, `DatapointsToAlarm` have to be bad. Dimensions have to
 * be the same, all of them: to CloudWatch, others make another metric.
 * @param before its state until now, which it keeps when it ignores missing data
 * @param now epoch milliseconds
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluateAlarm(
  alarm: MetricAlarm,
  points: readonly MetricPoint[],
  before: AlarmState,
  now: number,
): AlarmState {
  const { Period, EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods, TreatMissingData = 'missing' } = alarm;
  const isBad = COMPARISONS[alarm.ComparisonOperator];
  if (isBad === undefined) throw new Error(`The comparison ${alarm.ComparisonOperator} is not known.`);
  const own = points.filter((point) => isOf(point, alarm));
  const periods = Array.from({ length: EvaluationPeriods }, (_, index) => {
    const end = now - index * Period * 1000;
    return own.filter(({ time }) => time > end - Period * 1000 && time <= end).map(({ value }) => value);
  });
  const known = periods.filter((values) => values.length > 0);
  const bad = known.filter((values) => isBad(statisticOf(values, alarm), alarm.Threshold)).length;
  const missing = TreatMissingData === 'breaching' ? periods.length - known.length : 0;
  if (bad + missing >= DatapointsToAlarm) return 'ALARM';
  if (known.length > 0 || TreatMissingData === 'notBreaching' || TreatMissingData === 'breaching') return 'OK';
  return TreatMissingData === 'ignore' ? before : 'INSUFFICIENT_DATA';
}

/**
 * The value of a composite alarm's rule.
 * @param isIn whether the alarm with this ARN is in this state
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export function evaluateRule(rule: string, isIn: (arn: string, state: string) => boolean): boolean {
  const tokens = rule.match(/\(|\)|"[^"]*"|[A-Z_]+/g) ?? [];
  const next = () => tokens.shift() ?? '';
  const term = (): boolean => {
    const token = next();
    if (token === 'NOT') return !term();
    if (token === '(') {
      const value = expression();
      next();
      return value;
    }
    const [, arn] = [next(), next(), next()];
    return isIn(arn.slice(1, -1), token);
  };
  const expression = (): boolean => {
    let value = term();
    while (tokens[0] === 'AND' || tokens[0] === 'OR') {
      const isAnd = next() === 'AND';
      const other = term();
      value = isAnd ? value && other : value || other;
    }
    return value;
  };
  return expression();
}

function isOf({ namespace, name, dimensions }: MetricPoint, alarm: MetricAlarm): boolean {
  const wanted = Object.fromEntries((alarm.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
  const sorted = (named: object) => JSON.stringify(Object.entries(named).toSorted());
  return namespace === alarm.Namespace && name === alarm.MetricName && sorted(dimensions) === sorted(wanted);
}

function statisticOf(values: readonly number[], { Statistic, ExtendedStatistic = '' }: MetricAlarm): number {
  const sum = values.reduce((total, value) => total + value, 0);
  if (Statistic === 'Sum') return sum;
  if (Statistic === 'Minimum') return Math.min(...values);
  if (Statistic === 'Maximum') return Math.max(...values);
  if (Statistic === 'SampleCount') return values.length;
  const [, percent] = /^p(\d+(?:\.\d+)?)$/.exec(ExtendedStatistic) ?? [];
  if (percent === undefined) throw new Error(`The statistic ${Statistic ?? ExtendedStatistic} is not known.`);
  const rank = Math.ceil((Number(percent) / 100) * values.length);
  return values.toSorted((one, other) => one - other)[rank - 1] ?? 0;
}
