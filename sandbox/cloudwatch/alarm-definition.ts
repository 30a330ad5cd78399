import * as v from 'valibot';

export type StateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

const COMPARISONS = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;

export type Comparison = (typeof COMPARISONS)[number];

/** Topics are the only actions that the sandbox has. */
const actions = v.optional(v.array(v.pipe(v.string(), v.regex(/^arn:[\w-]+:sns:/, 'must be the ARN of a topic'))), []);

const common = {
  AlarmName: v.string(),
  AlarmDescription: v.optional(v.string()),
  ActionsEnabled: v.optional(v.boolean(), true),
  OKActions: actions,
  AlarmActions: actions,
  InsufficientDataActions: actions,
  Tags: v.optional(v.unknown()),
};

/**
 * An alarm on one metric, as a template has it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
 */
export const metricAlarm = v.strictObject({
  ...common,
  Namespace: v.string(),
  MetricName: v.string(),
  Dimensions: v.optional(v.array(v.strictObject({ Name: v.string(), Value: v.string() })), []),
  Statistic: v.optional(v.picklist(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'])),
  ExtendedStatistic: v.optional(v.pipe(v.string(), v.regex(/^p\d+(\.\d+)?$/, 'must be a percentile'))),
  /** Seconds. */
  Period: v.pipe(v.number(), v.multipleOf(60, 'must be whole minutes')),
  EvaluationPeriods: v.number(),
  DatapointsToAlarm: v.optional(v.number()),
  Threshold: v.number(),
  ComparisonOperator: v.picklist(COMPARISONS),
  TreatMissingData: v.optional(v.picklist(['breaching', 'notBreaching', 'ignore', 'missing'])),
});

/**
 * An alarm on other alarms, as a template has it; no alarm suppresses its actions.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-compositealarm.html
 */
export const compositeAlarm = v.strictObject({ ...common, AlarmRule: v.string() });

export type MetricAlarm = v.InferOutput<typeof metricAlarm>;
export type CompositeAlarm = v.InferOutput<typeof compositeAlarm>;
