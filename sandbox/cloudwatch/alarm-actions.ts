import type { Topic, Topics } from '../sns/topics.ts';
import type { StateValue } from './alarm-definition.ts';
import type { AlarmHistory } from './alarm-history.ts';
import { notificationOf } from './alarm-notification.ts';
import type { StateChange } from './standing-alarm.ts';

/** Whose policy refuses CloudWatch to publish for an alarm: the topic's, or that of its key; nobody's when undefined. */
export type PublishRefusal = (alarmArn: string, topic: Topic) => 'topic' | 'key' | undefined;

/** What an alarm published, or was not let publish. */
export interface Published {
  readonly alarmName: string;
  readonly state: StateValue;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly topicArn: string;
  /** Addresses; none where nobody subscribed, and where the topic is not one of the sandbox's. */
  readonly recipients: readonly string[];
  readonly subject: string;
  /** JSON. */
  readonly message: string;
  /** Why nobody was told, in CloudWatch's words. */
  readonly error: string | undefined;
}

interface AlarmActionsOptions {
  readonly topics: Topics;
  readonly refusal: PublishRefusal;
  readonly history: AlarmHistory;
}

const MOST_KEPT = 200;

const ACTIONS = {
  OK: 'OKActions',
  ALARM: 'AlarmActions',
  INSUFFICIENT_DATA: 'InsufficientDataActions',
} as const satisfies Record<StateValue, string>;

/** Tells topics when alarms change, where the topics' and their keys' policies let CloudWatch do so. */
export class AlarmActions {
  readonly #options: AlarmActionsOptions;
  readonly #published: Published[] = [];

  constructor(options: AlarmActionsOptions) {
    this.#options = options;
  }

  /** The last two hundred, newest last. */
  get published(): readonly Published[] {
    return this.#published;
  }

  perform(change: StateChange): void {
    const { definition, state } = change.alarm;
    if (!definition.ActionsEnabled) return;
    for (const topicArn of definition[ACTIONS[state]]) this.#publish(change, topicArn);
  }

  #publish(change: StateChange, topicArn: string): void {
    const { topics, refusal, history } = this.#options;
    const { name, arn, state, changedAt } = change.alarm;
    const topic = topics.find(topicArn);
    // What the policy of a topic outside of the stacks says is not known here: it is taken for granted.
    const refusedBy = topic === undefined ? undefined : refusal(arn, topic);
    const error = refusedBy === undefined ? undefined : errorOf(refusedBy, topicArn);
    const notification = notificationOf(change);
    history.acted(change.alarm, topicArn, error === undefined ? { message: notification.message } : { error });
    const recipients = error === undefined ? (topic?.subscriptions ?? []).map(({ endpoint }) => endpoint) : [];
    this.#published.push({ alarmName: name, state, at: changedAt, topicArn, recipients, ...notification, error });
    if (this.#published.length > MOST_KEPT) this.#published.shift();
  }
}

/**
 * The words are those that people quote from their alarms' history; AWS documents none, for example
 * https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
 */
function errorOf(refusedBy: 'topic' | 'key', topicArn: string): string {
  return refusedBy === 'key'
    ? 'CloudWatch Alarms does not have authorization to access the SNS topic encryption key.'
    : `CloudWatch Alarms is not authorized to perform: SNS:Publish on resource: ${topicArn} because no resource-based policy allows the SNS:Publish action`;
}
