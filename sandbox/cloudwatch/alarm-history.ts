import { DAY_MS } from '../time.ts';
import type { StandingAlarm, StateChange } from './standing-alarm.ts';
import { alarmTime, type StateReason } from './state-reason.ts';

/** One thing that happened to an alarm: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_AlarmHistoryItem.html */
export interface HistoryItem {
  readonly alarmName: string;
  readonly alarmType: StandingAlarm['type'];
  readonly type: 'ConfigurationUpdate' | 'StateUpdate' | 'Action';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly summary: string;
  /** JSON. */
  readonly data: string;
}

/** How an action ended: the message that was published, or why it was not. */
export type ActionOutcome = { readonly message: string } | { readonly error: string };

const KEPT_MS = 30 * DAY_MS;

/** Of one alarm. */
const MOST_ITEMS = 100;

/** CloudWatch keeps what happened for thirty days, also of alarms that are gone; here, of each alarm the last hundred. */
export class AlarmHistory {
  readonly #items = new Map<string, HistoryItem[]>();

  configured({ name, type, arn, definition, state, changedAt }: StandingAlarm, how: 'Create' | 'Update', at: number) {
    const { AlarmDescription, ActionsEnabled, AlarmActions, OKActions, InsufficientDataActions } = definition;
    const alarm = {
      alarmName: name,
      alarmDescription: AlarmDescription,
      alarmArn: arn,
      alarmConfigurationUpdatedTimestamp: alarmTime(at),
      stateValue: state,
      stateUpdatedTimestamp: alarmTime(changedAt),
      actionsEnabled: ActionsEnabled,
      alarmActions: AlarmActions,
      insufficientDataActions: InsufficientDataActions,
      okactions: OKActions,
    };
    const data =
      how === 'Create'
        ? { version: '1.0', type: how, createdAlarm: alarm }
        : { version: '1.0', type: how, updatedAlarm: alarm };
    const summary = `Alarm "${name}" ${how === 'Create' ? 'created' : 'updated'}`;
    this.#add({
      alarmName: name,
      alarmType: type,
      type: 'ConfigurationUpdate',
      at,
      summary,
      data: JSON.stringify(data),
    });
  }

  changed({ alarm, before, reasonBefore }: StateChange): void {
    const { name, type, state, reason, changedAt } = alarm;
    const data = { version: '1.0', oldState: stateIn(before, reasonBefore), newState: stateIn(state, reason) };
    this.#add({
      alarmName: name,
      alarmType: type,
      type: 'StateUpdate',
      at: changedAt,
      summary: `Alarm updated from ${before} to ${state}`,
      data: JSON.stringify(data),
    });
  }

  /** CloudWatch publishes an e-mail's and a short message's text besides; here is the one for everybody else. */
  acted({ name, type, changedAt }: StandingAlarm, topicArn: string, outcome: ActionOutcome): void {
    const failed = 'error' in outcome;
    const data = {
      actionState: failed ? 'Failed' : 'Succeeded',
      stateUpdateTimestamp: changedAt,
      notificationResource: topicArn,
      publishedMessage: failed ? null : JSON.stringify({ default: outcome.message }),
      error: failed ? outcome.error : null,
    };
    this.#add({
      alarmName: name,
      alarmType: type,
      type: 'Action',
      at: changedAt,
      summary: `${failed ? 'Failed to execute' : 'Successfully executed'} action ${topicArn}`,
      data: JSON.stringify(data),
    });
  }

  /** Of all alarms or one, the oldest first. */
  items(now: number, alarmName?: string): HistoryItem[] {
    const all = alarmName === undefined ? [...this.#items.values()].flat() : (this.#items.get(alarmName) ?? []);
    return all.filter(({ at }) => at > now - KEPT_MS).toSorted((one, other) => one.at - other.at);
  }

  #add(item: HistoryItem): void {
    const items = this.#items.get(item.alarmName) ?? [];
    this.#items.set(item.alarmName, items);
    items.push(item);
    while (items.length > MOST_ITEMS || (items[0]?.at ?? Infinity) <= item.at - KEPT_MS) items.shift();
  }
}

function stateIn(stateValue: string, { text, data }: StateReason): object {
  return {
    stateValue,
    stateReason: text,
    ...(data === undefined ? {} : { stateReasonData: JSON.parse(data) as unknown }),
  };
}
