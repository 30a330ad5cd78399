import * as v from 'valibot';
import { AwsError, type WireObject } from '../../aws/aws-service.ts';
import { pageOf } from '../../aws/page.ts';
import { formList } from '../../aws/protocols/query-form.ts';
import { oneOf, text } from '../../aws/request-shape.ts';
import { alarmName, alarmTypes, maxRecords, nextToken } from '../request-members.ts';
import type { StandingAlarm } from '../standing-alarm.ts';
import { invalidToken, operation } from './operation.ts';

const request = v.object({
  AlarmNames: v.optional(formList(alarmName, 100)),
  AlarmNamePrefix: v.optional(alarmName),
  AlarmTypes: alarmTypes,
  ChildrenOfAlarmName: v.optional(alarmName),
  ParentsOfAlarmName: v.optional(alarmName),
  StateValue: v.optional(oneOf(['OK', 'ALARM', 'INSUFFICIENT_DATA'])),
  ActionPrefix: v.optional(text(1, 1024)),
  MaxRecords: maxRecords,
  NextToken: nextToken,
});

type Request = v.InferOutput<typeof request>;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
export const describeAlarms = operation(request, (input, _caller, { alarms }) => {
  const { alarms: found, shown } = wanted(input, alarms.all());
  const page = pageOf(found, input.MaxRecords, input.NextToken, invalidToken);
  const ofType = (type: StandingAlarm['type']) => page.items.filter((alarm) => alarm.type === type).map(shown);
  return { CompositeAlarms: ofType('CompositeAlarm'), MetricAlarms: ofType('MetricAlarm'), ...page.next };
});

interface Wanted {
  readonly alarms: readonly StandingAlarm[];
  readonly shown: (alarm: StandingAlarm) => WireObject;
}

/** Of the children and parents of an alarm little is told. */
function wanted(input: Request, all: readonly StandingAlarm[]): Wanted {
  const { ChildrenOfAlarmName: parent, ParentsOfAlarmName: child } = input;
  if (parent !== undefined) {
    requireAlone(input, 'ChildrenOfAlarmName');
    const { children = [] } = ruleOf(all.find(({ name }) => name === parent)) ?? {};
    return { alarms: all.filter(({ name }) => children.includes(name)), shown: briefly };
  }
  if (child !== undefined) {
    requireAlone(input, 'ParentsOfAlarmName');
    const parents = all.filter((alarm) => ruleOf(alarm)?.children.includes(child));
    return { alarms: parents, shown: ({ name, arn }) => ({ AlarmName: name, AlarmArn: arn }) };
  }
  const { AlarmNames, AlarmNamePrefix = '', AlarmTypes, StateValue, ActionPrefix } = input;
  const types: readonly string[] = AlarmTypes.length === 0 ? ['MetricAlarm'] : AlarmTypes;
  return {
    alarms: all.filter(
      (alarm) =>
        types.includes(alarm.type) &&
        (AlarmNames === undefined || AlarmNames.length === 0 || AlarmNames.includes(alarm.name)) &&
        alarm.name.startsWith(AlarmNamePrefix) &&
        (StateValue === undefined || alarm.state === StateValue) &&
        (ActionPrefix === undefined || actionsOf(alarm).some((action) => action.startsWith(ActionPrefix))),
    ),
    shown: described,
  };
}

/** @throws ValidationError */
function requireAlone(input: Request, name: 'ChildrenOfAlarmName' | 'ParentsOfAlarmName'): void {
  const { MaxRecords: _size, NextToken: _token, AlarmTypes, [name]: _own, ...others } = input;
  if (AlarmTypes.length === 0 && Object.values(others).every((value) => value === undefined)) return;
  throw new AwsError('ValidationError', `${name} may be used with MaxRecords and NextToken alone.`);
}

function ruleOf(alarm: StandingAlarm | undefined) {
  return alarm?.type === 'CompositeAlarm' ? alarm.rule : undefined;
}

function actionsOf({ definition }: StandingAlarm): string[] {
  return [...definition.OKActions, ...definition.AlarmActions, ...definition.InsufficientDataActions];
}

function briefly({ name, arn, state, changedAt }: StandingAlarm): WireObject {
  return { AlarmName: name, AlarmArn: arn, StateValue: state, StateUpdatedTimestamp: new Date(changedAt) };
}

function described(alarm: StandingAlarm): WireObject {
  const { name, arn, state, reason, changedAt, configuredAt, definition } = alarm;
  const { Tags: _tags, AlarmName: _name, ...configuration } = definition;
  return {
    AlarmName: name,
    AlarmArn: arn,
    ...configuration,
    AlarmConfigurationUpdatedTimestamp: new Date(configuredAt),
    StateValue: state,
    StateReason: reason.text,
    ...(reason.data === undefined ? {} : { StateReasonData: reason.data }),
    StateUpdatedTimestamp: new Date(changedAt),
    StateTransitionedTimestamp: new Date(changedAt),
  };
}
