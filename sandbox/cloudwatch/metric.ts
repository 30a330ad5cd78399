/** A metric: to CloudWatch, other dimensions make another metric. */
export interface Metric {
  /** For example `AWS/Lambda`, or the stack's name. */
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A value that CloudWatch is told of a metric. */
export interface MetricPoint extends Metric {
  /** For example `Count`. */
  readonly unit: string;
  readonly value: number;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** The same for the same metric, in whatever order its dimensions were named. */
export function metricKey({ namespace, name, dimensions }: Metric): string {
  return JSON.stringify([namespace, name, ...Object.entries(dimensions).toSorted()]);
}
