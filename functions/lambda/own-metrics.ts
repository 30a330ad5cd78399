import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MetricUnit as Unit } from '@aws-lambda-powertools/metrics/types';
import type { OwnMetric } from './metric-names.ts';
import { isWritten } from './monitoring.ts';

/** Writes CloudWatch's embedded metric format straight to standard output, as the log is written. */
const metrics = new Metrics();

/** Records what is written at the invocation's end. */
export function recordMetric(name: OwnMetric, value: number, unit: Unit = MetricUnit.Count): void {
  if (isWritten(name, value)) metrics.addMetric(name, unit, value);
}

/**
 * Writes at once what is not to be lost when the function is stopped.
 * @param client a dimension besides, where it is about one client
 */
export function recordAtOnce(name: OwnMetric, value: number, client?: string, unit: Unit = MetricUnit.Count): void {
  if (!isWritten(name, value)) return;
  const single = metrics.singleMetric();
  if (client !== undefined) single.addDimension('client', client);
  single.addMetric(name, unit, value);
}

/** Writes what was recorded. Powertools' own middleware warns of every invocation that counted nothing. */
export function writeRecorded(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}
