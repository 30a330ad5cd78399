import type { StateValue, Comparison, MetricAlarm } from './alarm-definition.ts';
import { type Evaluation, isBreaching, type RealDatapoint } from './alarm-evaluation.ts';
import { statisticName } from './statistic.ts';

/** Why an alarm is in its state: a sentence, and figures as JSON. */
export interface StateReason {
  readonly text: string;
  readonly data?: string;
}

export const INITIAL_REASON: StateReason = { text: 'Unchecked: Initial alarm creation' };

const WORDS: Readonly<Record<Comparison, string>> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

/**
 * The reason in CloudWatch's words, of which AWS publishes examples and no grammar.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 * @param at epoch milliseconds of the evaluation
 */
export function reasonOf(alarm: MetricAlarm, evaluation: Evaluation, before: StateValue, at: number): StateReason {
  return { text: sentence(alarm, evaluation, before), data: JSON.stringify(figures(alarm, evaluation, at)) };
}

function sentence(alarm: MetricAlarm, { state, evaluated, filled }: Evaluation, before: StateValue): string {
  const { EvaluationPeriods: periods, DatapointsToAlarm: least } = alarm;
  if (state === 'INSUFFICIENT_DATA') return `Insufficient Data: ${datapoints(periods)} ${were(periods)} unknown.`;
  const treated = alarm.TreatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching';
  const missing = `${filled} missing ${datapointWord(filled)} ${were(filled)} treated as [${treated}]`;
  if (evaluated.length === 0) {
    return `Threshold Crossed: no datapoints were received for ${periods} ${plural('period', periods)} and ${missing}.`;
  }
  const telling = evaluated.filter(({ value }) => isBreaching(value, alarm) === (state === 'ALARM'));
  const isFilled = filled > 0 && (alarm.TreatMissingData === 'breaching' || alarm.TreatMissingData === 'notBreaching');
  if (telling.length === 0) {
    return `Threshold Crossed: ${datapoints(evaluated.length)} ${were(evaluated.length)} received for ${periods} ${plural('period', periods)} and ${missing}.`;
  }
  const count =
    least === undefined || isFilled
      ? datapoints(telling.length)
      : `${telling.length} out of the last ${periods} datapoints`;
  const not = state === 'ALARM' ? '' : 'not ';
  const compared = `${were(telling.length)} ${not}${WORDS[alarm.ComparisonOperator]} the threshold (${decimal(alarm.Threshold)})`;
  const listed = `Threshold Crossed: ${count} [${telling.map(shown).join(', ')}] ${compared}`;
  if (isFilled) return `${listed} and ${missing}.`;
  if (least === undefined) return `${listed}.`;
  const needed = state === 'ALARM' ? least : periods - least + 1;
  const from = before === 'INSUFFICIENT_DATA' ? (state === 'ALARM' ? 'OK' : 'ALARM') : before;
  return `${listed} (minimum ${datapoints(needed)} for ${from} -> ${state} transition).`;
}

function figures(alarm: MetricAlarm, { evaluated }: Evaluation, at: number): object {
  const oldest = evaluated.at(-1);
  return {
    version: '1.0',
    queryDate: alarmTime(at),
    ...(oldest === undefined ? {} : { startDate: alarmTime(oldest.start) }),
    statistic: statisticName(alarm),
    period: alarm.Period,
    recentDatapoints: evaluated.map(({ value }) => value).toReversed(),
    threshold: alarm.Threshold,
  };
}

/** A time as alarms write it: `2026-01-01T00:00:00.000+0000`. */
export function alarmTime(time: number): string {
  return new Date(time).toISOString().replace('Z', '+0000');
}

function shown({ value, start }: RealDatapoint): string {
  const [, year, month, day, time] = /^\d\d(\d\d)-(\d\d)-(\d\d)T([\d:]{8})/.exec(new Date(start).toISOString()) ?? [];
  return `${decimal(value)} (${day}/${month}/${year} ${time})`;
}

function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

function datapoints(count: number): string {
  return `${count} ${datapointWord(count)}`;
}

function datapointWord(count: number): string {
  return plural('datapoint', count);
}

function plural(word: string, count: number): string {
  return count === 1 ? word : `${word}s`;
}

function were(count: number): string {
  return count === 1 ? 'was' : 'were';
}
