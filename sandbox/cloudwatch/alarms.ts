import type { Clock } from '../clock.ts';
import type { CompositeAlarm, MetricAlarm } from './alarm-definition.ts';
import { evaluateAlarm, evaluationRange } from './alarm-evaluation.ts';
import { readRule } from './alarm-rule.ts';
import { compositeReason } from './composite-reason.ts';
import { evaluationMinutes, rangeMinutes } from './evaluation-minutes.ts';
import { EvaluationPlan } from './evaluation-plan.ts';
import type { Metric } from './metric.ts';
import type { MetricSeries } from './metric-series.ts';
import type { MetricStore } from './metric-store.ts';
import {
  initialState,
  type StandingAlarm,
  type StandingCompositeAlarm,
  type StandingMetricAlarm,
  type StateChange,
} from './standing-alarm.ts';
import { reasonOf, type StateReason } from './state-reason.ts';
import { statisticOf } from './statistic.ts';

interface AlarmsOptions {
  readonly clock: Clock;
  readonly metrics: MetricStore;
  /** For example `arn:aws:cloudwatch:us-east-1:123456789012:alarm:`. */
  readonly arnPrefix: string;
  readonly onConfigured: (alarm: StandingAlarm, how: 'Create' | 'Update') => void;
  readonly onChange: (change: StateChange) => void;
}

/** Alarms on metrics and on other alarms, evaluated on the sandbox's clock. */
export class Alarms {
  readonly #options: AlarmsOptions;
  readonly #alarms = new Map<string, StandingAlarm>();
  readonly #watching = new Map<MetricSeries, Set<StandingMetricAlarm>>();
  readonly #plan: EvaluationPlan<StandingAlarm>;

  constructor(options: AlarmsOptions) {
    this.#options = options;
    this.#plan = new EvaluationPlan(options.clock, (minute, due) => this.#evaluate(minute, due));
    options.metrics.onMinute((series, minute) => this.#valueCame(series, minute));
  }

  /** By name. */
  all(): readonly StandingAlarm[] {
    return [...this.#alarms.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
  }

  find(name: string): StandingAlarm | undefined {
    return this.#alarms.get(name);
  }

  /** Makes an alarm, or defines it anew; then it keeps its state until it is evaluated. */
  putMetricAlarm(definition: MetricAlarm): StandingMetricAlarm {
    const name = definition.AlarmName;
    const former = this.#alarms.get(name);
    if (former?.type === 'MetricAlarm') this.#watchersOf(former.series).delete(former);
    const series = this.#options.metrics.seriesOf(metricOf(definition));
    series.watch(rangeMinutes(definition), definition.ExtendedStatistic !== undefined);
    const alarm: StandingMetricAlarm = {
      ...this.#standing(name),
      type: 'MetricAlarm',
      definition,
      series,
    };
    this.#watchersOf(series).add(alarm);
    this.#put(alarm, former);
    return alarm;
  }

  /** @throws Error when the rule cannot be read */
  putCompositeAlarm(definition: CompositeAlarm): StandingCompositeAlarm {
    const name = definition.AlarmName;
    const alarm: StandingCompositeAlarm = {
      ...this.#standing(name),
      type: 'CompositeAlarm',
      definition,
      rule: readRule(definition.AlarmRule),
    };
    this.#put(alarm, this.#alarms.get(name));
    return alarm;
  }

  /** An alarm that is not there counts as removed. */
  remove(name: string): void {
    const alarm = this.#alarms.get(name);
    if (alarm === undefined) return;
    if (alarm.type === 'MetricAlarm') this.#watchersOf(alarm.series).delete(alarm);
    this.#alarms.delete(name);
    this.#plan.remove(alarm);
  }

  #standing(name: string) {
    const now = this.#options.clock.now();
    const former = this.#alarms.get(name);
    const { state, reason, changedAt } = former ?? initialState(now);
    return { name, arn: `${this.#options.arnPrefix}${name}`, configuredAt: now, state, reason, changedAt };
  }

  #put(alarm: StandingAlarm, former: StandingAlarm | undefined): void {
    if (former !== undefined) this.#plan.remove(former);
    this.#alarms.set(alarm.name, alarm);
    this.#options.onConfigured(alarm, former === undefined ? 'Create' : 'Update');
    this.#plan.add(alarm, 0);
  }

  #watchersOf(series: MetricSeries): Set<StandingMetricAlarm> {
    const known = this.#watching.get(series) ?? new Set<StandingMetricAlarm>();
    this.#watching.set(series, known);
    return known;
  }

  #valueCame(series: MetricSeries, minute: number): void {
    for (const alarm of this.#watching.get(series) ?? []) {
      for (const at of evaluationMinutes(alarm.definition, minute)) this.#plan.add(alarm, at);
    }
  }

  #evaluate(minute: number, due: ReadonlySet<StandingAlarm>): void {
    const changed: StandingAlarm[] = [];
    for (const alarm of due) {
      if (alarm.type === 'MetricAlarm' && this.#evaluateMetric(alarm, minute)) changed.push(alarm);
    }
    for (;;) {
      const next = [...this.#alarms.values()].find(
        (alarm): alarm is StandingCompositeAlarm =>
          alarm.type === 'CompositeAlarm' && this.#stateByRule(alarm) !== alarm.state,
      );
      if (next === undefined) return;
      this.#changeComposite(next, changed);
      changed.push(next);
    }
  }

  #evaluateMetric(alarm: StandingMetricAlarm, minute: number): boolean {
    const { definition, series, state: before } = alarm;
    const periods = series.periods(minute, definition.Period / 60, evaluationRange(definition));
    const datapoints = periods.map(({ start, data }) => ({
      start,
      value: data === undefined ? undefined : statisticOf(data, definition),
    }));
    const evaluation = evaluateAlarm(definition, datapoints, before);
    if (evaluation.state === before) return false;
    this.#change(alarm, evaluation.state, reasonOf(definition, evaluation, before, this.#options.clock.now()));
    return true;
  }

  #stateByRule({ rule }: StandingCompositeAlarm): 'ALARM' | 'OK' {
    return rule.isMet((name) => this.#alarms.get(name)?.state ?? 'INSUFFICIENT_DATA') ? 'ALARM' : 'OK';
  }

  #changeComposite(alarm: StandingCompositeAlarm, changed: readonly StandingAlarm[]): void {
    const state = this.#stateByRule(alarm);
    const triggers = changed.filter(({ name }) => alarm.rule.children.includes(name));
    this.#change(alarm, state, compositeReason(alarm, state, triggers), triggers);
  }

  #change(
    alarm: StandingAlarm,
    state: StandingAlarm['state'],
    reason: StateReason,
    triggers: readonly StandingAlarm[] = [],
  ): void {
    const { state: before, reason: reasonBefore } = alarm;
    alarm.state = state;
    alarm.reason = reason;
    alarm.changedAt = this.#options.clock.now();
    this.#options.onChange({ alarm, before, reasonBefore, triggers });
  }
}

function metricOf({ Namespace, MetricName, Dimensions }: MetricAlarm): Metric {
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  return { namespace: Namespace, name: MetricName, dimensions };
}
