import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { tokenAlarm, type TokenAlarmProps } from './alarm-definition.ts';
import { vendMetric } from './alarm-metrics.ts';

interface VendorAlarmsProps {
  readonly vend: Function;
  readonly topic: ITopic | undefined;
  /** Whether only what wakes somebody is watched: consumers get no token, now. */
  readonly isEssential: boolean;
}

const PERIOD_SECONDS = 300;

/** An exchange takes well below a second; half of this is what callers notice. */
const SLOW_MS = 5000;

/** What concerns the vendor, whose callers wait for it. */
export class VendorAlarms extends Construct {
  /** Callers got no token, and it was not their fault. */
  readonly failed;
  readonly alarms;

  constructor(scope: Construct, id: string, { vend, topic, isEssential }: VendorAlarmsProps) {
    super(scope, id);
    const common = { periods: 1, bad: 1, missing: TreatMissingData.NOT_BREACHING, topic };
    const period = Duration.seconds(PERIOD_SECONDS);
    const alarmOn = (name: string, metric: Metric, threshold: number, meaning: string) =>
      tokenAlarm(this, { ...common, name, metric, threshold, meaning });
    this.failed = tokenAlarm(this, {
      ...common,
      name: 'vend-failed',
      meaning: 'A consumer asked rightly and got no token.',
      metric: vendMetric(this, 'VendFailed', { statistic: 'Sum', periodSeconds: PERIOD_SECONDS }),
      threshold: 1,
      isToldByComposite: !isEssential,
    });
    this.alarms = [
      this.failed,
      alarmOn(
        'vend-errors',
        vend.metricErrors({ statistic: 'Sum', period }),
        5,
        'The vendor ended with errors again and again: it crashes, runs out of time, or a consumer keeps asking wrongly.',
      ),
      alarmOn(
        'vend-throttled',
        vend.metricThrottles({ statistic: 'Sum', period }),
        1,
        'Lambda turned consumers away: more vends at once than the concurrency allows.',
      ),
      ...(isEssential ? [] : [this.#slow(common, vend.metricDuration({ statistic: 'p95', period }))]),
    ];
  }

  #slow(common: Pick<TokenAlarmProps, 'periods' | 'bad' | 'missing' | 'topic'>, metric: Metric): Alarm {
    return tokenAlarm(this, {
      ...common,
      name: 'vend-slow',
      meaning: `One vend in twenty takes more than ${SLOW_MS / 1000} seconds.`,
      metric,
      comparison: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: SLOW_MS,
    });
  }
}
