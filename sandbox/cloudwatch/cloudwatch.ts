import type { Caller, JsonService, WireObject } from '../aws/aws-service.ts';
import { operationOf, type Operations } from '../aws/operation.ts';
import type { Clock } from '../clock.ts';
import type { Topics } from '../sns/topics.ts';
import { AlarmActions, type PublishRefusal } from './alarm-actions.ts';
import { AlarmHistory } from './alarm-history.ts';
import { Alarms } from './alarms.ts';
import { pointsIn } from './embedded-metrics.ts';
import type { InvocationReport } from '../lambda/lambda.ts';
import { functionPoints } from './function-metrics.ts';
import { MetricStore } from './metric-store.ts';
import { describeAlarmHistory } from './operations/describe-alarm-history.ts';
import { describeAlarms } from './operations/describe-alarms.ts';
import { listMetrics } from './operations/list-metrics.ts';
import type { Setting } from './operations/operation.ts';
import { type RuleReport, rulePoints } from './rule-metrics.ts';

interface CloudWatchOptions {
  readonly clock: Clock;
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly topics: Topics;
  readonly refusal: PublishRefusal;
}

export const CLOUDWATCH_OPERATIONS: Operations<Setting> = {
  DescribeAlarmHistory: describeAlarmHistory,
  DescribeAlarms: describeAlarms,
  ListMetrics: listMetrics,
};

/**
 * CloudWatch's metrics and alarms, in memory and on the sandbox's clock. Metrics come from what the functions write and
 * from what Lambda and EventBridge tell; alarms come from the template.
 */
export class CloudWatch implements JsonService {
  readonly metrics: MetricStore;
  readonly alarms: Alarms;
  readonly actions: AlarmActions;
  readonly #setting: Setting;

  constructor({ clock, partition, region, accountId, topics, refusal }: CloudWatchOptions) {
    const history = new AlarmHistory();
    this.metrics = new MetricStore(clock);
    this.actions = new AlarmActions({ topics, refusal, history });
    this.alarms = new Alarms({
      clock,
      metrics: this.metrics,
      arnPrefix: `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:`,
      onConfigured: (alarm, how) => history.configured(alarm, how, clock.now()),
      onChange: (change) => {
        history.changed(change);
        this.actions.perform(change);
      },
    });
    this.#setting = { clock, alarms: this.alarms, history, metrics: this.metrics };
  }

  /** Takes the metrics in a line of a function's log. */
  readLine(functionName: string, line: string): void {
    const points = pointsIn(line);
    if (points.length > 0) this.metrics.put(points, functionName);
  }

  invoked(report: InvocationReport): void {
    this.metrics.put(functionPoints(report), report.functionName);
  }

  ruleRan(report: RuleReport): void {
    this.metrics.put(rulePoints(report));
  }

  /** @throws AwsError as AWS would answer */
  async call(operation: string, input: WireObject, caller: Caller): Promise<WireObject> {
    return operationOf(CLOUDWATCH_OPERATIONS, 'monitoring', operation)(input, caller, this.#setting);
  }
}
