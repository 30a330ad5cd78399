import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type {
  ClientMetric,
  EssentialMetric,
  StackMetric,
  SweepMetric,
  VendMetric,
  WholeStack,
} from '../../functions/lambda/metric-names.ts';
import { SWEEP, VENDOR } from '../function-names.ts';
import { rotationName } from '../rotation-name.ts';

interface Reading {
  readonly statistic: string;
  readonly periodSeconds: number;
}

const WHOLE_STACK: WholeStack = 'all';

/** What any function of the stack writes. */
export function stackMetric(scope: Construct, name: StackMetric, reading: Reading): Metric {
  return ownMetric(scope, name, { service: WHOLE_STACK }, reading);
}

/** What the sweep writes for its stack. */
export function sweepMetric(scope: Construct, name: SweepMetric | EssentialMetric, reading: Reading): Metric {
  return ownMetric(scope, name, { service: SWEEP }, reading);
}

/** What the sweep writes for a client. */
export function clientMetric(scope: Construct, name: ClientMetric, client: string, reading: Reading): Metric {
  return ownMetric(scope, name, { service: SWEEP, client }, reading);
}

/** What the vendor writes. */
export function vendMetric(scope: Construct, name: VendMetric, reading: Reading): Metric {
  return ownMetric(scope, name, { service: VENDOR }, reading);
}

/**
 * What EventBridge could not bring to a target for good; written only when it happens.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export function failedInvocations(ruleName: string, periodSeconds: number): Metric {
  return new Metric({
    namespace: 'AWS/Events',
    metricName: 'FailedInvocations',
    dimensionsMap: { RuleName: ruleName },
    statistic: 'Sum',
    period: Duration.seconds(periodSeconds),
  });
}

/** The namespace is the rotation's name, so that those of an account do not add up to one. */
function ownMetric(
  scope: Construct,
  metricName: string,
  dimensionsMap: Record<string, string>,
  { statistic, periodSeconds }: Reading,
): Metric {
  const namespace = rotationName(scope);
  return new Metric({ namespace, metricName, dimensionsMap, statistic, period: Duration.seconds(periodSeconds) });
}
