import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  MathExpression,
  PeriodOverride,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { ClientMetric, StackMetric, SweepMetric, VendMetric } from '../../functions/lambda/metric-names.ts';
import { rotationName } from '../rotation-name.ts';
import { stackMetric, sweepMetric, vendMetric } from './alarm-metrics.ts';

interface TokenDashboardProps {
  readonly alarms: readonly IAlarm[];
  readonly sweepEverySeconds: number;
  readonly vend: Function | undefined;
}

const HALF = 12;

/** One page that shows what the alarms watch. Clients are found by a search, so it is the same for one and for forty. */
export class TokenDashboard extends Construct {
  readonly #periodSeconds: number;

  constructor(scope: Construct, id: string, { alarms, sweepEverySeconds, vend }: TokenDashboardProps) {
    super(scope, id);
    this.#periodSeconds = sweepEverySeconds;
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: rotationName(this),
      defaultInterval: Duration.days(7),
      periodOverride: PeriodOverride.INHERIT,
    });
    dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 4 }));
    dashboard.addWidgets(
      this.#graph('Seconds until each client’s token expires', [this.#search('SecondsToExpiry', 'Minimum')]),
      this.#graph('Revocations that are overdue, by client', [this.#search('OverdueRevocations', 'Maximum')]),
    );
    dashboard.addWidgets(
      this.#graph('Tokens and rotations', [
        ...this.#ofSweep('Maximum', 'DueTokens'),
        ...this.#ofSweep('Sum', 'RevokedTokens', 'StartedRotations'),
      ]),
      this.#graph('What needs somebody', [
        ...this.#ofSweep('Sum', 'UnaccountedTokens', 'ReleasedRotations'),
        ...this.#ofSweep('Maximum', 'DeadTokens', 'RotationsSwitchedOff', 'FailedClients', 'ClientsLeftOver'),
      ]),
    );
    dashboard.addWidgets(
      this.#graph('Failures and their causes', [
        ...(['RotationFailures', 'ApiUnavailable', 'ApiRefusals', 'DeniedCalls'] as const).map((name) =>
          this.#ofStack(name, 'Sum'),
        ),
        ...this.#ofSweep('Maximum', 'SigningKeysUnusable', 'StaleClientSecrets'),
      ]),
      this.#graph('Seconds between our clock and the API’s', [this.#ofStack('ClockDrift', 'Maximum')]),
    );
    if (vend !== undefined) this.#showVendor(dashboard, vend);
  }

  #showVendor(dashboard: Dashboard, vend: Function): void {
    const period = Duration.minutes(5);
    const vended = (['Vended', 'Exchanged', 'VendFailed', 'VendRefused'] as const satisfies readonly VendMetric[]).map(
      (name) => vendMetric(this, name, { statistic: 'Sum', periodSeconds: period.toSeconds() }),
    );
    dashboard.addWidgets(
      this.#graph('Vends', [...vended, vend.metricThrottles({ period })]),
      this.#graph('Milliseconds of a vend', [
        vend.metricDuration({ statistic: 'p50', period }),
        vend.metricDuration({ statistic: 'p95', period }),
      ]),
    );
  }

  #graph(title: string, left: IMetric[]): GraphWidget {
    return new GraphWidget({ title, left, width: HALF, leftYAxis: { min: 0 } });
  }

  /** `Sum` of what happens, a value for each or for several; `Maximum` of what each sweep finds to be so. */
  #ofSweep(statistic: 'Sum' | 'Maximum', ...names: SweepMetric[]): IMetric[] {
    return names.map((name) => sweepMetric(this, name, { statistic, periodSeconds: this.#periodSeconds }));
  }

  #ofStack(name: StackMetric, statistic: string): IMetric {
    return stackMetric(this, name, { statistic, periodSeconds: this.#periodSeconds });
  }

  /**
   * Of every client. Names are in double quotes, without which a namespace must have letters and digits alone; the names
   * of stacks have hyphens.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
   */
  #search(name: ClientMetric, statistic: string): IMetric {
    const schema = [rotationName(this), 'client', 'service'].map((one) => `"${one}"`).join(',');
    return new MathExpression({
      expression: `SEARCH('{${schema}} MetricName="${name}"', '${statistic}', ${this.#periodSeconds})`,
      label: '',
      period: Duration.seconds(this.#periodSeconds),
    });
  }
}
