import type { StateValue, CompositeAlarm, MetricAlarm } from './alarm-definition.ts';
import type { AlarmRule } from './alarm-rule.ts';
import type { MetricSeries } from './metric-series.ts';
import { INITIAL_REASON, type StateReason } from './state-reason.ts';

/** What alarms of either kind have. */
interface Standing {
  readonly name: string;
  readonly arn: string;
  /** Epoch milliseconds at which it was made or last defined anew. */
  configuredAt: number;
  state: StateValue;
  reason: StateReason;
  /** Epoch milliseconds of the last change of its state. */
  changedAt: number;
}

export interface StandingMetricAlarm extends Standing {
  readonly type: 'MetricAlarm';
  definition: MetricAlarm;
  readonly series: MetricSeries;
}

export interface StandingCompositeAlarm extends Standing {
  readonly type: 'CompositeAlarm';
  definition: CompositeAlarm;
  rule: AlarmRule;
}

/** An alarm with the state that it is in. */
export type StandingAlarm = StandingMetricAlarm | StandingCompositeAlarm;

/** An alarm's change from one state to another. */
export interface StateChange {
  readonly alarm: StandingAlarm;
  readonly before: StateValue;
  readonly reasonBefore: StateReason;
  /** The alarms whose states made a composite alarm change. */
  readonly triggers: readonly StandingAlarm[];
}

/** The state in which every alarm begins. */
export function initialState(now: number): Pick<Standing, 'configuredAt' | 'state' | 'reason' | 'changedAt'> {
  return { configuredAt: now, state: 'INSUFFICIENT_DATA', reason: INITIAL_REASON, changedAt: now };
}
