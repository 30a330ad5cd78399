import {
  Alarm,
  ComparisonOperator,
  CompositeAlarm,
  type AlarmBase,
  type IAlarmRule,
  type Metric,
  type TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { acceptFindings } from '../accepted-findings.ts';
import { alarmName } from './alarm-names.ts';

interface AlarmText {
  /** As in docs/operations.md, for example `rotation-failed`. */
  readonly name: string;
  /** What it means, in one sentence. */
  readonly meaning: string;
}

export interface TokenAlarmProps extends AlarmText {
  /** The client that it is about; the whole stack when absent. */
  readonly client?: string;
  readonly metric: Metric;
  readonly comparison?: ComparisonOperator;
  readonly threshold: number;
  /** Of so many periods, the last ones, … */
  readonly periods: number;
  /** … so many have to be bad. */
  readonly bad: number;
  readonly missing: TreatMissingData;
  /** Told when it begins and when it is over; nobody, when absent. */
  readonly topic: ITopic | undefined;
  /** Whether a composite alarm tells of it instead. */
  readonly isToldByComposite?: boolean;
}

/** An alarm on one metric. */
export function tokenAlarm(scope: Construct, props: TokenAlarmProps): Alarm {
  const { name, client, topic, isToldByComposite = false } = props;
  const alarm = new Alarm(scope, idOf(name), {
    alarmName: alarmName(scope, name, client),
    alarmDescription: describe(props),
    metric: props.metric,
    comparisonOperator: props.comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: props.threshold,
    evaluationPeriods: props.periods,
    datapointsToAlarm: props.bad,
    treatMissingData: props.missing,
  });
  if (!isToldByComposite) tell(alarm, topic);
  if (isToldByComposite || topic === undefined) {
    acceptFindings(
      alarm,
      ['NIST.800.53.R5-CloudWatchAlarmAction'],
      isToldByComposite
        ? 'A composite alarm contains it and tells of it, with whose trouble it is; nobody is to be told twice.'
        : 'The setting alarms names neither a topic nor an address: who is told is up to whoever deploys this.',
    );
  }
  return alarm;
}

/** An alarm on other alarms. */
export function compositeAlarm(
  scope: Construct,
  { rule, topic, ...text }: AlarmText & { readonly rule: IAlarmRule; readonly topic: ITopic | undefined },
): CompositeAlarm {
  const alarm = new CompositeAlarm(scope, idOf(text.name), {
    compositeAlarmName: alarmName(scope, text.name),
    alarmDescription: describe(text),
    alarmRule: rule,
  });
  tell(alarm, topic);
  return alarm;
}

function tell(alarm: AlarmBase, topic: ITopic | undefined): void {
  if (topic === undefined) return;
  alarm.addAlarmAction(new SnsAction(topic));
  alarm.addOkAction(new SnsAction(topic));
}

function describe({ name, meaning }: AlarmText): string {
  return `${meaning} What to do: docs/operations.md, "alarm: ${name}".`;
}

/** `rotation-failed` is `RotationFailed`. */
function idOf(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
