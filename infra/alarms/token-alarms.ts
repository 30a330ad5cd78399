import { AlarmRule, AlarmState, type AlarmBase } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Monitoring } from '../../functions/lambda/monitoring.ts';
import type { ClientRotation } from '../client-rotation.ts';
import type { AlarmSettings } from '../settings/alarms.ts';
import { compositeAlarm } from './alarm-definition.ts';
import { alarmTopic } from './alarm-topic.ts';
import { ClientAlarms } from './client-alarms.ts';
import { EssentialAlarms } from './essential-alarms.ts';
import { StackAlarms } from './stack-alarms.ts';
import { TokenDashboard } from './token-dashboard.ts';
import { VendorAlarms } from './vendor-alarms.ts';

interface TokenAlarmsProps {
  /** How much is watched; with `none` there are no alarms, and nobody is told. */
  readonly monitoring: Monitoring;
  readonly settings: AlarmSettings;
  readonly sweepEverySeconds: number;
  /** Of the rule that has the sweep run. */
  readonly sweepRuleName: string;
  /** By the client's name: what its own alarms go with. */
  readonly clients: ReadonlyMap<string, ClientRotation>;
  /** Absent without consumers. */
  readonly vend: Function | undefined;
}

/**
 * The alarms of a stack, the topic that they tell, and the dashboard.
 *
 * Trouble with tokens is either the API's or ours, and what is to be done differs: to wait and tell Click2Mail, or to
 * mend something. Three alarms can be either's; they tell nobody themselves, and two composite alarms tell instead which
 * it is. Unreachable, 429 and 5xx count as the API's. A refusal (4xx) counts as ours: it answers what we sent.
 *
 * Composite alarms and the dashboard cost more than most. Where only what wakes somebody is watched there are none, and
 * each alarm tells by itself.
 */
export class TokenAlarms extends Construct {
  constructor(scope: Construct, id: string, props: TokenAlarmsProps) {
    super(scope, id);
    if (props.monitoring === 'full') this.#watchAll(props);
    if (props.monitoring === 'essential') this.#watchEssentials(props);
  }

  #watchEssentials({ settings, sweepEverySeconds, vend }: TokenAlarmsProps): void {
    const topic = alarmTopic(this, settings);
    new EssentialAlarms(this, 'Stack', { sweepEverySeconds, topic });
    if (vend !== undefined) new VendorAlarms(this, 'Vendor', { vend, topic, isEssential: true });
  }

  #watchAll({ settings, sweepEverySeconds, sweepRuleName, clients, vend }: TokenAlarmsProps): void {
    const topic = alarmTopic(this, settings);
    const ofStack = new StackAlarms(this, 'Stack', { sweepEverySeconds, sweepRuleName, topic });
    const ofVendor =
      vend === undefined ? undefined : new VendorAlarms(this, 'Vendor', { vend, topic, isEssential: false });
    for (const [name, rotation] of clients) {
      new ClientAlarms(rotation, name, { client: rotation.client, sweepEverySeconds, topic });
    }

    const eithers: AlarmBase[] = [
      ofStack.rotationFailed,
      ofStack.clientsFailed,
      ...(ofVendor ? [ofVendor.failed] : []),
    ];
    const trouble = AlarmRule.anyOf(...eithers.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM)));
    const apisFault = AlarmRule.fromAlarm(ofStack.apiUnavailable, AlarmState.ALARM);
    const composites = [
      compositeAlarm(this, {
        name: 'trouble-of-the-api',
        meaning: 'Rotations, sweeps or vends fail while the API is unavailable: it is the API.',
        rule: AlarmRule.allOf(trouble, apisFault),
        topic,
      }),
      compositeAlarm(this, {
        name: 'trouble-of-ours',
        meaning: 'Rotations, sweeps or vends fail although the API is available: it is us.',
        rule: AlarmRule.allOf(trouble, AlarmRule.not(apisFault)),
        topic,
      }),
    ];
    new TokenDashboard(this, 'Dashboard', {
      sweepEverySeconds,
      vend,
      alarms: [...composites, ...ofStack.all, ...(ofVendor?.alarms ?? [])],
    });
  }
}
