import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MetricUnit as Unit } from '@aws-lambda-powertools/metrics/types';
import { TokenApiUnavailable, TokenRefused, TokenRotationError } from '../core/errors.ts';
import type { StackMetric, SweepMetric, WholeStack } from './metric-names.ts';
import { isWritten } from './monitoring.ts';

const stackMetrics = new Metrics({ serviceName: 'all' satisfies WholeStack, singleMetric: true });

/** Failures that were counted: one may be told of in several places. */
const counted = new WeakSet<Error>();

/**
 * Writes a metric of the whole stack at once: it is not lost when the function is stopped. What never happens is never
 * written, and costs nothing.
 */
export function recordForStack(name: StackMetric, value = 1, unit: Unit = MetricUnit.Count): void {
  if (isWritten(name, value)) stackMetrics.addMetric(name, unit, value);
}

/**
 * Counts a token that nobody can revoke, at once. A rotation or an order may meet one as well as a sweep: it is counted
 * among the sweep's metrics, where the alarm looks.
 */
export function recordUnaccounted(): void {
  const name: SweepMetric = 'UnaccountedTokens';
  const ofSweep = new Metrics({ serviceName: 'revoke-superseded-tokens', singleMetric: true });
  if (isWritten(name, 1)) ofSweep.addMetric(name, MetricUnit.Count, 1);
}

/** Counts a failure, once, by what it says of its cause: the API, what we sent to it, or what AWS denied us. */
export function countFailure(error: unknown): void {
  if (!(error instanceof TokenRotationError) || counted.has(error)) return;
  counted.add(error);
  if (error.isDenied) recordForStack('DeniedCalls');
  // What a back-off tells again may have been a refusal.
  if (error instanceof TokenApiUnavailable && !error.isBackOff) recordForStack('ApiUnavailable');
  if (error instanceof TokenRefused) recordForStack('ApiRefusals');
}

/** Records by how much the API's clock and ours differ. */
export function recordDrift(milliseconds: number): void {
  recordForStack('ClockDrift', Math.abs(milliseconds) / 1000, MetricUnit.Seconds);
}
