import type { VendMetric } from '../metric-names.ts';

/** What is recorded of a vend: who got what, and never the token. */
export interface UsageRecord {
  readonly requestId: string;
  /** The consumer. */
  readonly profile: string;
  /** The client's name in the configuration. */
  readonly client: string;
  readonly scopes: readonly string[];
  readonly origin: 'kept' | 'exchanged';
  /** Version of the secret whose token bought this one. */
  readonly versionId: string;
  readonly tokenId: string | undefined;
  readonly remainingSeconds: number;
  readonly durationMs: number;
  /** ARN of the caller, where it is known. */
  readonly caller: string | undefined;
}

const METRICS = [
  { Name: 'Vended', Unit: 'Count' },
  { Name: 'Exchanged', Unit: 'Count' },
  { Name: 'VendDuration', Unit: 'Milliseconds' },
] as const satisfies { readonly Name: VendMetric; readonly Unit: string }[];

/** All that is the same in every record of a process. */
const { POWERTOOLS_METRICS_NAMESPACE: Namespace, POWERTOOLS_SERVICE_NAME: service } = process.env;
const DIRECTIVE = JSON.stringify([{ Namespace, Dimensions: [['service']], Metrics: METRICS }]);
const SERVICE = JSON.stringify({ level: 'INFO', message: 'Vended a token', service }).slice(1, -1);

/**
 * Writes a vend's record: one line, which is the log's entry and the metrics in one. A vend of a kept token takes a few
 * microseconds, and writing log and metrics apart, each with everything that it may contain, takes twenty times that.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function writeUsage({ requestId, origin, durationMs, ...details }: UsageRecord, now: number): void {
  const values = JSON.stringify({
    timestamp: new Date(now).toISOString(),
    function_request_id: requestId,
    ...details,
    origin,
    durationMs,
    Vended: 1,
    Exchanged: origin === 'exchanged' ? 1 : 0,
    VendDuration: durationMs,
  });
  process.stdout.write(`{${SERVICE},"_aws":{"Timestamp":${now},"CloudWatchMetrics":${DIRECTIVE}},${values.slice(1)}\n`);
}
