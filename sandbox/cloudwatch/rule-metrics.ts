import type { MetricPoint } from './metric.ts';

/** A rule that ran, with its targets. */
export interface RuleReport {
  readonly ruleName: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** How many targets were to be invoked. */
  readonly invocations: number;
  /** How many of them failed for good: a target that may not be invoked is not tried again. */
  readonly failed: number;
}

/**
 * What EventBridge tells of a rule. Only TriggeredRules and Invocations are also added up over all rules, and what is
 * zero is not sent. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export function rulePoints({ ruleName, at, invocations, failed }: RuleReport): MetricPoint[] {
  const ofRule = { RuleName: ruleName };
  const point = (name: string, dimensions: Readonly<Record<string, string>>, value: number): MetricPoint[] =>
    value === 0 ? [] : [{ namespace: 'AWS/Events', name, dimensions, unit: 'Count', value, time: at }];
  return [
    ...point('TriggeredRules', ofRule, 1),
    ...point('TriggeredRules', {}, 1),
    ...point('Invocations', ofRule, invocations),
    ...point('Invocations', {}, invocations),
    ...point('FailedInvocations', ofRule, failed),
  ];
}
