import type { MetricAlarm } from './alarm-definition.ts';
import type { PeriodData } from './metric-series.ts';

/** The value of a period as an alarm reads it. */
export function statisticOf(data: PeriodData, { Statistic, ExtendedStatistic = '' }: MetricAlarm): number {
  switch (Statistic) {
    case 'Sum':
      return data.sum;
    case 'Average':
      return data.sum / data.count;
    case 'Minimum':
      return data.least;
    case 'Maximum':
      return data.most;
    case 'SampleCount':
      return data.count;
    case undefined:
      return percentile(data, Number(ExtendedStatistic.slice(1)));
  }
}

/** The smallest value that so many per cent of all values do not exceed. */
function percentile({ values, count }: PeriodData, percent: number): number {
  const rank = Math.ceil((percent / 100) * count);
  let seen = 0;
  for (const [value, times] of [...(values ?? [])].toSorted(([one], [other]) => one - other)) {
    seen += times;
    if (seen >= rank) return value;
  }
  return NaN;
}

/** For example `Sum` or `p95`. */
export function statisticName({ Statistic, ExtendedStatistic = '' }: MetricAlarm): string {
  return Statistic ?? ExtendedStatistic;
}
