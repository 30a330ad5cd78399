import { ComparisonOperator, TreatMissingData, type Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { StackMetric, SweepMetric } from '../../functions/lambda/metric-names.ts';
import { tokenAlarm } from './alarm-definition.ts';
import { failedInvocations, stackMetric, sweepMetric } from './alarm-metrics.ts';

interface StackAlarmsProps {
  readonly sweepEverySeconds: number;
  /** Of the rule that has the sweep run. */
  readonly sweepRuleName: string;
  readonly topic: ITopic | undefined;
}

interface Told {
  readonly name: string;
  readonly meaning: string;
  readonly isToldByComposite?: boolean;
}

const FIVE_MINUTES = 300;
const HOUR = 3600;

/** What concerns all clients of a stack. A client more makes none of these more. */
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
    this.clientsFailed = this.#onSweep(
      { name: 'clients-failed', meaning: 'The sweep keeps failing for a client.', isToldByComposite: true },
      'FailedClients',
      { periods: 3, bad: 2 },
    );
    this.apiUnavailable = this.#onHappening(
      { name: 'api-unavailable', meaning: 'The API could not be reached, or answered with an error of its own.' },
      'ApiUnavailable',
      // As long as anything stays in alarm because of it.
      { threshold: 1, periodSeconds: FIVE_MINUTES, periods: Math.ceil(this.#longestMemory() / FIVE_MINUTES) },
    );
    this.others = [this.#sweepSilent(), this.#sweepNotStarted(), ...this.#ofSweep(), ...this.#ofCalls()];
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
    return [
      this.#onSweep(
        { name: 'rotation-stuck', meaning: 'A rotation hung for six hours; the sweep gave it up to begin another.' },
        'ReleasedRotations',
      ),
      this.#onSweep(
        { name: 'rotation-switched-off', meaning: 'A client’s token will expire: nothing rotates it any more.' },
        'RotationsSwitchedOff',
      ),
      this.#onSweep(
        { name: 'token-dead', meaning: 'The API refuses a client’s current token. A rotation replaces it, if it can.' },
        'DeadTokens',
      ),
      this.#onSweep(
        { name: 'unaccounted-token', meaning: 'The API may have issued a token that nobody knows or can revoke.' },
        'UnaccountedTokens',
      ),
      this.#onSweep(
        { name: 'clients-left-over', meaning: 'The sweep has too little time for all clients of the stack.' },
        'ClientsLeftOver',
        { periods: 3, bad: 2 },
      ),
      this.#onSweep(
        { name: 'signing-key-unusable', meaning: 'A client’s signing key is disabled or waits for its deletion.' },
        'SigningKeysUnusable',
      ),
      this.#onSweep(
        { name: 'client-secret-stale', meaning: 'A client secret was not changed for a year.' },
        'StaleClientSecrets',
      ),
    ];
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

  /** A sweep that did not run writes nothing; nor does one that was stopped, because it writes at its end. */
  #sweepSilent(): Alarm {
    const { sweepEverySeconds, topic } = this.#props;
    return tokenAlarm(this, {
      name: 'sweep-silent',
      meaning: 'The sweep does not run: nothing is revoked, healed or watched.',
      metric: sweepMetric(this, 'FailedClients', { statistic: 'SampleCount', periodSeconds: sweepEverySeconds }),
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      periods: 3,
      bad: 3,
      missing: TreatMissingData.BREACHING,
      topic,
    });
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

  /** On what the sweep found, at least once. */
  #onSweep(told: Told, metric: SweepMetric, { periods, bad } = { periods: 1, bad: 1 }): Alarm {
    const { sweepEverySeconds, topic } = this.#props;
    return tokenAlarm(this, {
      ...told,
      metric: sweepMetric(this, metric, { statistic: 'Maximum', periodSeconds: sweepEverySeconds }),
      threshold: 1,
      periods,
      bad,
      missing: TreatMissingData.IGNORE,
      topic,
    });
  }

  /** On what is written only when it happens, so that nothing written is good. */
  #onHappening(
    told: Told,
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
