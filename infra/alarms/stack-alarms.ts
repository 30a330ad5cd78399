import { TreatMissingData, type Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { StackMetric } from '../../functions/lambda/metric-names.ts';
import { tokenAlarm, type TokenAlarmProps } from './alarm-definition.ts';
import { failedInvocations, stackMetric } from './alarm-metrics.ts';
import { findingAlarm, sweepSilentAlarm, type FindingName, type SweepWatch } from './sweep-alarms.ts';

interface StackAlarmsProps extends SweepWatch {
  /** Of the rule that has the sweep run. */
  readonly sweepRuleName: string;
}

const FIVE_MINUTES = 300;
const HOUR = 3600;

const OF_SWEEP: readonly FindingName[] = [
  'rotation-stuck',
  'rotation-switched-off',
  'token-dead',
  'unaccounted-token',
  'clients-left-over',
  'signing-key-unusable',
  'client-secret-stale',
];

/** What concerns all clients of a stack. One more client adds none of these. */
export class StackAlarms extends Construct {
  readonly rotationFailed: Alarm;
  readonly clientsFailed: Alarm;
  readonly apiUnavailable: Alarm;
  readonly others: readonly Alarm[];
  readonly #props: StackAlarmsProps;

  constructor(scope: Construct, id: string, props: StackAlarmsProps) {
    super(scope, id);
    this.#props = props;
    this.rotationFailed = this.#onHappening(
      {
        name: 'rotation-failed',
        meaning: 'A rotation failed, and failed again when it was repeated.',
        isToldByComposite: true,
      },
      'RotationFailures',
      // A step that failed once is repeated by Secrets Manager, and nothing is the matter.
      { threshold: 2, periodSeconds: HOUR },
    );
    this.clientsFailed = findingAlarm(this, 'clients-failed', props, { isToldByComposite: true });
    this.apiUnavailable = this.#onHappening(
      { name: 'api-unavailable', meaning: 'The API could not be reached, or answered with an error of its own.' },
      'ApiUnavailable',
      // As long as anything stays in alarm because of it.
      { threshold: 1, periodSeconds: FIVE_MINUTES, periods: Math.ceil(this.#longestMemory() / FIVE_MINUTES) },
    );
    this.others = [sweepSilentAlarm(this, props), this.#sweepNotStarted(), ...this.#ofSweep(), ...this.#ofCalls()];
  }

  get all(): Alarm[] {
    return [this.rotationFailed, this.clientsFailed, this.apiUnavailable, ...this.others];
  }

  /**
   * Seconds for which the longest of the alarms that may be the API's fault can be on after the last failure: their
   * periods, and two more that CloudWatch looks at where later ones have no data (belief: evaluation-range).
   */
  #longestMemory(): number {
    return Math.max((1 + 2) * HOUR, (3 + 2) * this.#props.sweepEverySeconds);
  }

  #ofSweep(): Alarm[] {
    return OF_SWEEP.map((name) => findingAlarm(this, name, this.#props));
  }

  #ofCalls(): Alarm[] {
    return [
      this.#onHappening(
        { name: 'api-refuses', meaning: 'The API keeps refusing what it is asked, as a matter of principle.' },
        'ApiRefusals',
        { threshold: 3, periodSeconds: HOUR },
      ),
      this.#onHappening(
        { name: 'denied-calls', meaning: 'AWS denied a function a call: a policy lacks something.' },
        'DeniedCalls',
        { threshold: 1, periodSeconds: FIVE_MINUTES },
      ),
      this.#onHappening(
        { name: 'clock-drift', meaning: 'The API’s clock and ours differ by more than half a minute.' },
        'ClockDrift',
        { threshold: 30, periodSeconds: HOUR, statistic: 'Maximum' },
      ),
    ];
  }

  /** Says why the sweep is silent, two intervals before it is known to be; and is over when the rule gets through. */
  #sweepNotStarted(): Alarm {
    const { sweepEverySeconds, sweepRuleName, topic } = this.#props;
    return tokenAlarm(this, {
      name: 'sweep-not-started',
      meaning: 'EventBridge could not start the sweep: it may not invoke the function, or the function is gone.',
      metric: failedInvocations(sweepRuleName, sweepEverySeconds),
      threshold: 1,
      // A run may fall just behind the end of a period: one alarm, and not one for each run.
      periods: 2,
      bad: 1,
      missing: TreatMissingData.NOT_BREACHING,
      topic,
    });
  }

  /** On what is written only when it happens, so that nothing written is good. */
  #onHappening(
    told: Pick<TokenAlarmProps, 'name' | 'meaning' | 'isToldByComposite'>,
    metric: StackMetric,
    reading: {
      readonly threshold: number;
      readonly periodSeconds: number;
      readonly periods?: number;
      readonly statistic?: string;
    },
  ): Alarm {
    const { threshold, periodSeconds, periods = 1, statistic = 'Sum' } = reading;
    return tokenAlarm(this, {
      ...told,
      metric: stackMetric(this, metric, { statistic, periodSeconds }),
      threshold,
      periods,
      bad: 1,
      missing: TreatMissingData.NOT_BREACHING,
      topic: this.#props.topic,
    });
  }
}
