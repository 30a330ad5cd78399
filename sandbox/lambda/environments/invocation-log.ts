import type { FunctionConfiguration } from '../function-configuration.ts';
import type { Outcome } from './invocation-outcome.ts';

/** The figures of a REPORT line. */
export interface InvocationFigures {
  readonly durationMs: number;
  /** Only of an invocation that started its environment. */
  readonly initDurationMs?: number | undefined;
  readonly maxMemoryMb: number;
}

interface InvocationLogOptions {
  readonly requestId: string;
  readonly configuration: FunctionConfiguration;
  readonly now: () => number;
  readonly write: (line: string) => void;
}

/** How much of the log `X-Amz-Log-Type: Tail` gives, in bytes. */
const TAIL_BYTES = 4096;

/**
 * The log of one invocation: the function's own lines between the platform's.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
 */
export class InvocationLog {
  readonly #options: InvocationLogOptions;
  readonly #lines: string[] = [];

  constructor(options: InvocationLogOptions) {
    this.#options = options;
  }

  line(line: string): void {
    this.#lines.push(line);
    this.#options.write(line);
  }

  started(): void {
    const { requestId } = this.#options;
    if (this.#isJson) this.#record('platform.start', { requestId, version: '$LATEST' });
    else this.line(`START RequestId: ${requestId} Version: $LATEST`);
  }

  ended({ status, logLine }: Outcome, figures: InvocationFigures): void {
    const { requestId, configuration } = this.#options;
    if (this.#isJson) {
      const metrics = {
        durationMs: Number(figures.durationMs.toFixed(3)),
        billedDurationMs: Math.ceil(figures.durationMs),
        memorySizeMB: configuration.memoryMb,
        maxMemoryUsedMB: figures.maxMemoryMb,
        ...(figures.initDurationMs === undefined ? {} : { initDurationMs: Number(figures.initDurationMs.toFixed(3)) }),
      };
      this.#record('platform.report', { requestId, metrics, status });
      return;
    }
    for (const line of logLine?.split('\n') ?? []) this.line(line);
    this.line(`END RequestId: ${requestId}`);
    this.line(this.#reportLine(figures));
  }

  /** The end of the log, in whole bytes as AWS cuts it. */
  tail(): string {
    const log = Buffer.from(this.#lines.map((line) => `${line}\n`).join(''));
    return log.subarray(-TAIL_BYTES).toString('utf8');
  }

  get #isJson(): boolean {
    return this.#options.configuration.logFormat === 'JSON';
  }

  #record(type: string, record: object): void {
    this.line(JSON.stringify({ time: new Date(this.#options.now()).toISOString(), type, record }));
  }

  #reportLine({ durationMs, initDurationMs, maxMemoryMb }: InvocationFigures): string {
    const { requestId, configuration } = this.#options;
    const init = initDurationMs === undefined ? '' : `Init Duration: ${initDurationMs.toFixed(2)} ms\t`;
    return (
      `REPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\t` +
      `Billed Duration: ${Math.ceil(durationMs)} ms\tMemory Size: ${configuration.memoryMb} MB\t` +
      `Max Memory Used: ${maxMemoryMb} MB\t${init}`
    );
  }
}
