import type { Sandbox } from '../sandbox.ts';
import { metricsIn, parsed } from './written-metrics.ts';

/** A value that CloudWatch was told of a metric. */
export interface MetricPoint {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  /** Epoch milliseconds. */
  readonly time: number;
}

interface EmbeddedFormat {
  readonly Timestamp: number;
  readonly CloudWatchMetrics: readonly { readonly Namespace: string }[];
}

/** A sandbox, and all that its functions wrote. */
interface Observed {
  readonly sandbox: Pick<Sandbox, 'clock' | 'lambda'>;
  readonly lines: readonly string[];
}

/** What CloudWatch knows of a sandbox: what its functions wrote, what Lambda says of those that a test invoked, and EventBridge of its rules. */
export class MetricRecord {
  readonly #running: Observed;
  readonly #ofLambda: MetricPoint[] = [];

  constructor(running: Observed) {
    this.#running = running;
  }

  get points(): MetricPoint[] {
    return [...this.#running.lines.flatMap(pointsIn), ...this.#ofLambda, ...this.#ofEventBridge()];
  }

  /**
   * Invokes a function and records what Lambda's own metrics would say.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  async invoke(functionName: string, event: unknown, qualifier?: string): Promise<void> {
    const { lambda } = this.#running.sandbox;
    try {
      const payload = Buffer.from(JSON.stringify(event));
      const { functionError, durationMs } = await lambda.invoke(functionName, payload, { qualifier });
      this.#tell(functionName, 'Errors', functionError === undefined ? 0 : 1);
      this.#tell(functionName, 'Throttles', 0);
      this.#tell(functionName, 'Duration', durationMs);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'TooManyRequestsException') throw error;
      this.#tell(functionName, 'Throttles', 1);
    }
  }

  /** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
  #ofEventBridge(): MetricPoint[] {
    const refused = this.#running.sandbox.eventRules.runs().filter(({ outcome }) => outcome === 'refused');
    return refused.map(({ ruleName, at: time }) => {
      const metric = { namespace: 'AWS/Events', name: 'FailedInvocations', dimensions: { RuleName: ruleName } };
      return { ...metric, value: 1, time };
    });
  }

  #tell(functionName: string, name: string, value: number): void {
    const time = this.#running.sandbox.clock.now();
    this.#ofLambda.push({ namespace: 'AWS/Lambda', name, dimensions: { FunctionName: functionName }, value, time });
  }
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function pointsIn(line: string): MetricPoint[] {
  if (!line.includes('"_aws"')) return [];
  const headers = parsed(line).map((content) => content['_aws'] as EmbeddedFormat);
  return headers.flatMap(({ Timestamp: time, CloudWatchMetrics }) => {
    const namespaces = new Set(CloudWatchMetrics.map(({ Namespace }) => Namespace));
    return metricsIn(line).flatMap(({ name, dimensions, value }) =>
      [...namespaces].map((namespace) => ({ namespace, name, dimensions, value, time })),
    );
  });
}
