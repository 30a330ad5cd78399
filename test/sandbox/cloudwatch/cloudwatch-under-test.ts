import * as v from 'valibot';
import { SANDBOX_ACCOUNT, SANDBOX_PARTITION, SANDBOX_REGION } from '../../../sandbox/aws/aws-service.ts';
import { Clock } from '../../../sandbox/clock.ts';
import type { PublishRefusal } from '../../../sandbox/cloudwatch/alarm-actions.ts';
import { compositeAlarm, metricAlarm } from '../../../sandbox/cloudwatch/alarm-definition.ts';
import { CloudWatch } from '../../../sandbox/cloudwatch/cloudwatch.ts';
import { Topics } from '../../../sandbox/sns/topics.ts';

export const MIDNIGHT = Date.UTC(2026, 0, 1);
export const TOPIC = `arn:aws:sns:${SANDBOX_REGION}:${SANDBOX_ACCOUNT}:alarms`;

/** CloudWatch on a still clock that begins at midnight, with one topic. */
export class CloudWatchUnderTest {
  readonly clock = new Clock({ flowing: false, startAt: MIDNIGHT });
  readonly topics = new Topics();
  readonly cloudWatch: CloudWatch;
  /** Whose policy refuses to publish; nobody's. */
  refusal: ReturnType<PublishRefusal> = undefined;

  constructor() {
    this.topics.put(TOPIC, undefined);
    this.topics.subscribe(TOPIC, { protocol: 'email', endpoint: 'on-call@example.com' });
    this.cloudWatch = new CloudWatch({
      clock: this.clock,
      partition: SANDBOX_PARTITION,
      region: SANDBOX_REGION,
      accountId: SANDBOX_ACCOUNT,
      topics: this.topics,
      refusal: () => this.refusal,
    });
  }

  /** An alarm on the sum of `Failures`: one of five minutes is bad, unless it says otherwise. */
  alarm(AlarmName: string, changes: object = {}): void {
    const definition = {
      AlarmName,
      Namespace: 'Stack',
      MetricName: 'Failures',
      Dimensions: [{ Name: 'service', Value: 'all' }],
      Statistic: 'Sum',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [TOPIC],
      OKActions: [TOPIC],
      ...changes,
    };
    this.cloudWatch.alarms.putMetricAlarm(v.parse(metricAlarm, definition));
  }

  composite(AlarmName: string, AlarmRule: string, changes: object = {}): void {
    this.cloudWatch.alarms.putCompositeAlarm(v.parse(compositeAlarm, { AlarmName, AlarmRule, ...changes }));
  }

  /** Tells a value now. */
  tell(value = 1, name = 'Failures', dimensions: Readonly<Record<string, string>> = { service: 'all' }): void {
    const time = this.clock.now();
    this.cloudWatch.metrics.put([{ namespace: 'Stack', name, dimensions, unit: 'Count', value, time }]);
  }

  /** State of an alarm, and the minute after midnight at which it began. */
  stateOf(name: string): readonly [string, number] {
    const { state, changedAt } = this.cloudWatch.alarms.find(name)!;
    return [state, (changedAt - MIDNIGHT) / 60_000];
  }

  async minutes(count: number): Promise<void> {
    await this.clock.advance(count * 60);
  }

  async call<Answer>(operation: string, input: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
    const caller = { accountId: SANDBOX_ACCOUNT, arn: '', isAdministrator: true };
    return (await this.cloudWatch.call(operation, input, caller)) as Answer;
  }
}
