import type { ShortTermToken } from '../core/token-api.ts';
import type { Vended } from '../core/vending.ts';
import type { VendMetric } from '../metric-names.ts';

/** A vend, of which is recorded who got what, and never the token. */
export interface Usage {
  readonly requestId: string;
  /** The consumer. */
  readonly profile: string;
  /** ARN of the caller, where it is known. */
  readonly caller: string | undefined;
  /** The client's name in the configuration. */
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

/** All that is the same in every record of a process. */
const { POWERTOOLS_METRICS_NAMESPACE: Namespace, POWERTOOLS_SERVICE_NAME: service } = process.env;
const DIRECTIVE = JSON.stringify([{ Namespace, Dimensions: [['service']], Metrics: METRICS }]);
const SAME_OF_PROCESS = JSON.stringify({ level: 'INFO', message: 'Vended a token', service, Vended: 1 }).slice(1, -1);

/** All that is the same in every record of a token, by the token. */
const sameOfTokens = new WeakMap<ShortTermToken, string>();

/**
 * Writes a vend's record: one line, which is the log's entry and the metrics in one. A vend of a kept token takes a few
 * microseconds, and writing log and metrics apart, each with everything that it may contain, takes twenty times that.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function writeUsage(usage: Usage): void {
  const { vended, now, durationMs } = usage;
  const same = sameOfTokens.get(vended.token) ?? workOutSame(usage);
  const values = JSON.stringify({
    timestamp: new Date(now).toISOString(),
    function_request_id: usage.requestId,
    profile: usage.profile,
    caller: usage.caller,
    origin: vended.origin,
    remainingSeconds: usage.remainingSeconds,
    durationMs,
    Exchanged: vended.origin === 'exchanged' ? 1 : 0,
    VendDuration: durationMs,
  }).slice(1);
  process.stdout.write(
    `{${SAME_OF_PROCESS},${same},"_aws":{"Timestamp":${now},"CloudWatchMetrics":${DIRECTIVE}},${values}\n`,
  );
}

function workOutSame({ client, vended: { token, versionId } }: Usage): string {
  const same = JSON.stringify({ client, scopes: token.scopes, versionId, tokenId: token.token_id }).slice(1, -1);
  sameOfTokens.set(token, same);
  return same;
}
