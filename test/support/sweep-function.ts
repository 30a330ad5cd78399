import type { RevokeNowAnswer } from '../../functions/revoke-superseded-tokens/revoke-now-answer.ts';
import { parsed, pointsIn } from '../../sandbox/cloudwatch/embedded-metrics.ts';
import type { MetricPoint } from '../../sandbox/cloudwatch/metric.ts';
import type { RecordedCall } from '../../sandbox/traffic.ts';
import type { TestSandbox } from './test-sandbox.ts';

/** What came of one sweep. */
export interface SweepResult {
  readonly calls: readonly RecordedCall[];
  readonly metrics: readonly MetricPoint[];
  /** What it logged as a warning or an error. */
  readonly complaints: readonly Complaint[];
}

interface Complaint {
  readonly message: string;
  readonly client?: string;
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

  /** Of a sandbox whose sweeps come only when a test wants them. */
  static paused(test: TestSandbox): SweepFunction {
    const sweep = new SweepFunction(test);
    sweep.pauseSchedule();
    return sweep;
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
    const result = await this.trySweep();
    if (result.error !== undefined) throw new Error(result.error);
    return result;
  }

  /** The same for a run that may fail, or be killed. */
  async trySweep(): Promise<SweepResult & { readonly error: string | undefined }> {
    const before = this.#test.lines.length;
    const { functionError, payload, calls } = await this.#test.sandbox.lambda.invoke(
      this.name,
      Buffer.from(JSON.stringify({ version: '0', source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} })),
    );
    await this.#test.sandbox.secretsManager.idle();
    const lines = this.#test.lines.slice(before);
    return {
      error: functionError === undefined ? undefined : payload.toString(),
      calls,
      metrics: lines.flatMap(pointsIn),
      complaints: lines
        .flatMap(parsed)
        .filter(({ level }) => level === 'WARN' || level === 'ERROR') as unknown as Complaint[],
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
