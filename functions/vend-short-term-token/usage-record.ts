import type { VendMetric } from '../lambda/metric-names.ts';
import { isWritten } from '../lambda/monitoring.ts';
import type { Vended } from './vending.ts';

/** A vend, of which is recorded who got what, and never the token. */
export interface Usage {
  readonly requestId: string;
  /** The consumer. */
  readonly profile: string;
  /** ARN of the caller, as a function URL's event has it: not proved. */
  readonly claimedCaller: string | undefined;
  /** The client's name in the settings. */
  readonly client: string;
  readonly vended: Vended;
  readonly remainingSeconds: number;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly durationMs: number;
}

const METRICS = [
  { Name: 'Vended', Unit: 'Count' },
  { Name: 'Exchanged', Unit: 'Count' },
  { Name: 'VendDuration', Unit: 'Milliseconds' },
] as const satisfies { readonly Name: VendMetric; readonly Unit: string }[];

const { POWERTOOLS_METRICS_NAMESPACE: Namespace, POWERTOOLS_SERVICE_NAME: service } = process.env;

const IS_COUNTED = METRICS.some(({ Name }) => isWritten(Name, 1));

/**
 * A vend's record: one line, which is the log's entry and the metrics in one.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function usageRecord({ requestId, vended, now, durationMs, ...usage }: Usage): string {
  const { token, versionId, origin } = vended;
  return JSON.stringify({
    level: 'INFO',
    message: 'Vended a token',
    timestamp: new Date(now).toISOString(),
    service,
    function_request_id: requestId,
    ...usage,
    origin,
    scopes: token.scopes,
    versionId,
    tokenId: token.token_id,
    durationMs,
    Vended: 1,
    Exchanged: origin === 'exchanged' ? 1 : 0,
    VendDuration: durationMs,
    ...(IS_COUNTED && {
      _aws: { Timestamp: now, CloudWatchMetrics: [{ Namespace, Dimensions: [['service']], Metrics: METRICS }] },
    }),
  });
}
