/** A value of a metric, with the dimensions that it was written with. */
export interface WrittenMetric {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly dimensions: Readonly<Record<string, string>>;
}

interface EmfLine {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [field: string]: unknown;
}

/**
 * The values in a line that a function wrote.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricsIn(line: string): WrittenMetric[] {
  return parsed(line).flatMap((content) => ('_aws' in content ? valuesIn(content as EmfLine) : []));
}

function valuesIn({ _aws, ...fields }: EmfLine): WrittenMetric[] {
  return _aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name: name, Unit: unit }) =>
      [fields[name]].flat().map((value) => ({
        name,
        unit,
        value: value as number,
        dimensions: Object.fromEntries(Dimensions.flat().map((key) => [key, fields[key] as string])),
      })),
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
