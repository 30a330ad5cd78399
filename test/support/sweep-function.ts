import type { RevokeNowAnswer } from '../../functions/core/revoke-now.ts';
import type { RecordedCall } from '../../sandbox/traffic.ts';
import type { TestSandbox } from './test-sandbox.ts';

/** A value of a metric, with the dimensions that it was written with. */
export interface WrittenMetric {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What came of one sweep. */
export interface SweepResult {
  readonly calls: readonly RecordedCall[];
  readonly metrics: readonly WrittenMetric[];
  /** What it logged as a warning or an error. */
  readonly complaints: readonly Complaint[];
}

interface Complaint {
  readonly message: string;
  readonly client?: string;
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

/** The stack's function that sweeps and revokes. */
export class SweepFunction {
  readonly #test: TestSandbox;
  readonly name: string;

  constructor(test: TestSandbox) {
    this.#test = test;
    const isSweep = ({ environment }: { environment: Readonly<Record<string, string>> }) =>
      environment['POWERTOOLS_SERVICE_NAME'] === 'revoke-superseded-tokens';
    this.name = test.sandbox.lambda.functions().find(isSweep)?.functionName ?? '';
  }

  /** Stops the schedule, so that a test runs sweeps when it wants them. */
  pauseSchedule(): void {
    for (const rule of this.#test.sandbox.eventRules.names()) this.#test.sandbox.eventRules.disable(rule);
  }

  resumeSchedule(): void {
    for (const rule of this.#test.sandbox.eventRules.names()) this.#test.sandbox.eventRules.enable(rule);
  }

  /** Invokes it as the schedule does, and waits for the rotations that it started. */
  async sweep(): Promise<SweepResult> {
    const before = this.#test.lines.length;
    const { functionError, payload, calls } = await this.#test.sandbox.lambda.invoke(
      this.name,
      Buffer.from(JSON.stringify({ version: '0', source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} })),
    );
    if (functionError !== undefined) throw new Error(payload.toString());
    await this.#test.sandbox.secretsManager.idle();
    const lines = this.#test.lines.slice(before).flatMap(parsed);
    return {
      calls,
      metrics: lines.flatMap((line) => ('_aws' in line ? metricsIn(line as EmfLine) : [])),
      complaints: lines.filter(({ level }) => level === 'WARN' || level === 'ERROR') as unknown as Complaint[],
    };
  }

  /** Orders a client's tokens to be revoked at once, as an operator does; rejects with the function's error. */
  async revokeNow(client: string, more: object = {}): Promise<RevokeNowAnswer> {
    const order = { client, immediately: true, ...more };
    const { functionError, payload } = await this.#test.sandbox.lambda.invoke(
      this.name,
      Buffer.from(JSON.stringify(order)),
    );
    if (functionError !== undefined) throw new Error(payload.toString());
    return JSON.parse(payload.toString()) as RevokeNowAnswer;
  }
}

/** The values of a metric of the whole stack in one sweep. */
export function stackMetric({ metrics }: SweepResult, name: string): number[] {
  return metrics.filter((metric) => metric.name === name).map(({ value }) => value);
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function metricsIn({ _aws, ...fields }: EmfLine): WrittenMetric[] {
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

function parsed(line: string): Record<string, unknown>[] {
  try {
    return [JSON.parse(line) as Record<string, unknown>];
  } catch {
    return [];
  }
}
