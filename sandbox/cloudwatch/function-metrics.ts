import type { InvocationReport } from '../lambda/lambda.ts';
import type { MetricPoint } from './metric.ts';

/**
 * What Lambda itself tells of an invocation: for all functions, for the function, and for the alias.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function functionPoints({ functionName, alias, at, outcome, durationMs }: InvocationReport): MetricPoint[] {
  const FunctionName = functionName;
  const dimensionSets = [
    {},
    { FunctionName },
    ...(alias === undefined ? [] : [{ FunctionName, Resource: `${functionName}:${alias}` }]),
  ];
  const values: readonly (readonly [string, string, number])[] =
    outcome === 'throttled'
      ? [['Throttles', 'Count', 1]]
      : [
          ['Invocations', 'Count', 1],
          ['Errors', 'Count', outcome === 'failed' ? 1 : 0],
          ['Throttles', 'Count', 0],
          ['Duration', 'Milliseconds', Math.round(durationMs * 100) / 100],
        ];
  return dimensionSets.flatMap((dimensions) =>
    values.map(([name, unit, value]) => ({ namespace: 'AWS/Lambda', name, dimensions, unit, value, time: at })),
  );
}
