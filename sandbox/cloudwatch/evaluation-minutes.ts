import type { MetricAlarm } from './alarm-definition.ts';
import { evaluationRange } from './alarm-evaluation.ts';

const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

/** How far an alarm looks back. */
export function rangeMinutes(alarm: MetricAlarm): number {
  return (alarm.Period / 60) * evaluationRange(alarm);
}

/**
 * The minutes at which a value changes what an alarm sees: when its minute is over, and whenever it passes from one of
 * the alarm's periods to the one before, until it leaves the last one.
 * @param minute of the value, since the epoch
 */
export function evaluationMinutes(alarm: MetricAlarm, minute: number): number[] {
  const length = alarm.Period / 60;
  const minutes: number[] = [];
  for (let at = minute + 1; at <= minute + 1 + rangeMinutes(alarm); at += length) {
    minutes.push(isEvaluatedHourly(alarm) ? nextHour(at) : at);
  }
  return minutes;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html */
function isEvaluatedHourly({ Period, EvaluationPeriods }: MetricAlarm): boolean {
  return (Period / 60) * EvaluationPeriods > DAY_MINUTES;
}

function nextHour(minute: number): number {
  return Math.ceil(minute / HOUR_MINUTES) * HOUR_MINUTES;
}
