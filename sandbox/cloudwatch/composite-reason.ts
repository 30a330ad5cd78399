import type { StandingAlarm, StandingCompositeAlarm } from './standing-alarm.ts';
import { alarmTime, type StateReason } from './state-reason.ts';

/**
 * The reason of a composite alarm, in CloudWatch's words.
 * @param triggers the alarms whose states made it change; none when it has just been made
 */
export function compositeReason(
  { arn }: StandingCompositeAlarm,
  state: 'ALARM' | 'OK',
  triggers: readonly StandingAlarm[],
): StateReason {
  const [trigger] = triggers;
  const text =
    trigger === undefined
      ? `${arn} was created and its alarm rule evaluates to ${state}`
      : `${trigger.arn} transitioned to ${trigger.state} at ${longTime(trigger.changedAt)}`;
  const triggeringAlarms = triggers.map((one) => ({
    arn: one.arn,
    state: { value: one.state, timestamp: alarmTime(one.changedAt) },
  }));
  return { text, data: JSON.stringify({ triggeringAlarms }) };
}

/** For example `Monday 14 September, 2026 11:18:52 UTC`. */
function longTime(time: number): string {
  const date = new Date(time);
  const name = (options: Intl.DateTimeFormatOptions) =>
    date.toLocaleDateString('en-US', { ...options, timeZone: 'UTC' });
  const [weekday, day, month] = [{ weekday: 'long' }, { day: '2-digit' }, { month: 'long' }] as const;
  return `${name(weekday)} ${name(day)} ${name(month)}, ${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} UTC`;
}
