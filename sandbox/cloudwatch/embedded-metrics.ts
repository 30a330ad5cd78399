import type { MetricPoint } from './metric.ts';

/** A line of the embedded metric format. */
interface EmbeddedLine {
  readonly _aws: {
    /** Epoch milliseconds. */
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      /** Each set of dimensions makes a metric of its own. */
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit?: string }[];
    }[];
  };
  readonly [field: string]: unknown;
}

/**
 * The values in a line that a function wrote; none where it is not of the embedded metric format.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function pointsIn(line: string): MetricPoint[] {
  // Most lines are not, and need not be read.
  if (!line.includes('"_aws"')) return [];
  return parsed(line).flatMap((content) => ('_aws' in content ? valuesIn(content as EmbeddedLine) : []));
}

function valuesIn({ _aws, ...fields }: EmbeddedLine): MetricPoint[] {
  return _aws.CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name: name, Unit: unit = 'None' }) =>
      Dimensions.flatMap((keys) => {
        const dimensions = Object.fromEntries(keys.map((key) => [key, String(fields[key])]));
        return [fields[name]].flat().map((value) => ({
          namespace,
          name,
          dimensions,
          unit,
          value: Number(value),
          time: _aws.Timestamp,
        }));
      }),
    ),
  );
}

/** The line's object, or nothing where it is no JSON. */
export function parsed(line: string): Record<string, unknown>[] {
  try {
    return [JSON.parse(line) as Record<string, unknown>];
  } catch {
    return [];
  }
}
