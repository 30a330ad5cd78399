import { SANDBOX_ACCOUNT } from '../aws/aws-service.ts';
import type { MetricAlarm } from './alarm-definition.ts';
import type { StateChange } from './standing-alarm.ts';
import { alarmTime } from './state-reason.ts';

/** What an alarm has to say of its change. */
export interface Notification {
  readonly subject: string;
  /** JSON. */
  readonly message: string;
}

/** Messages name the region as the AWS console does. */
const REGION_NAME = 'US East (N. Virginia)';

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const LONGEST_SUBJECT = 100;

/**
 * The message with its documented fields.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export function notificationOf({ alarm, before, triggers }: StateChange): Notification {
  const { name, arn, state, reason, changedAt, configuredAt } = alarm;
  const { AlarmDescription, OKActions, AlarmActions, InsufficientDataActions } = alarm.definition;
  const ofMetric = alarm.type === 'MetricAlarm';
  const message = {
    AlarmName: name,
    AlarmDescription: AlarmDescription ?? null,
    AWSAccountId: SANDBOX_ACCOUNT,
    ...(ofMetric ? { AlarmConfigurationUpdatedTimestamp: alarmTime(configuredAt) } : {}),
    NewStateValue: state,
    NewStateReason: reason.text,
    StateChangeTime: alarmTime(changedAt),
    Region: REGION_NAME,
    AlarmArn: arn,
    OldStateValue: before,
    OKActions,
    AlarmActions,
    InsufficientDataActions,
    ...(ofMetric
      ? { Trigger: triggerOf(alarm.definition) }
      : {
          AlarmRule: alarm.definition.AlarmRule,
          TriggeringChildren: triggers.map((child) => ({
            Arn: child.arn,
            State: { Value: child.state, Timestamp: alarmTime(child.changedAt) },
          })),
        }),
  };
  const subject = `${state}: "${name}" in ${REGION_NAME}`;
  return { subject: subject.slice(0, LONGEST_SUBJECT), message: JSON.stringify(message) };
}

function triggerOf(alarm: MetricAlarm): object {
  const { Statistic, ExtendedStatistic, DatapointsToAlarm } = alarm;
  return {
    MetricName: alarm.MetricName,
    Namespace: alarm.Namespace,
    ...(Statistic === undefined
      ? { StatisticType: 'ExtendedStatistic', ExtendedStatistic }
      : { StatisticType: 'Statistic', Statistic: Statistic.toUpperCase() }),
    Unit: null,
    Dimensions: alarm.Dimensions.map(({ Name: name, Value: value }) => ({ value, name })),
    Period: alarm.Period,
    EvaluationPeriods: alarm.EvaluationPeriods,
    ...(DatapointsToAlarm === undefined ? {} : { DatapointsToAlarm }),
    ComparisonOperator: alarm.ComparisonOperator,
    Threshold: alarm.Threshold,
    TreatMissingData: alarm.TreatMissingData ?? '',
    EvaluateLowSampleCountPercentile: '',
  };
}
