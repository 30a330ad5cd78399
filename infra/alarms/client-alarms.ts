import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { ClientSettings } from '../settings/client.ts';
import { marginSeconds } from '../settings/token-lifetime.ts';
import { tokenAlarm } from './alarm-definition.ts';
import { clientMetric } from './alarm-metrics.ts';

interface ClientAlarmsProps {
  readonly client: ClientSettings;
  readonly sweepEverySeconds: number;
  readonly topic: ITopic | undefined;
}

/**
 * What concerns one client alone. Where the sweep is silent the alarms stay as they are, because nothing is known then;
 * that it is silent, another alarm says.
 */
export class ClientAlarms extends Construct {
  constructor(scope: Construct, name: string, { client, sweepEverySeconds, topic }: ClientAlarmsProps) {
    super(scope, 'Alarms');
    const common = { client: name, missing: TreatMissingData.IGNORE, topic };
    tokenAlarm(this, {
      ...common,
      name: 'token-expiring',
      meaning: `The token of ${name} expires before long: its rotation is overdue, and the sweep could not start another.`,
      metric: clientMetric(this, 'SecondsToExpiry', name, { statistic: 'Minimum', periodSeconds: sweepEverySeconds }),
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: marginSeconds(client.rotateEvery),
      // The sweep that sees it first starts a rotation.
      periods: 2,
      bad: 2,
    });
    tokenAlarm(this, {
      ...common,
      name: 'revocation-overdue',
      meaning: `A superseded token of ${name} lives on after its grace: the sweep could not revoke it.`,
      metric: clientMetric(this, 'OverdueRevocations', name, {
        statistic: 'Maximum',
        periodSeconds: sweepEverySeconds,
      }),
      threshold: 1,
      periods: 3,
      bad: 2,
    });
  }
}
