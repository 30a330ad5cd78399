import { setTimeout as wait } from 'node:timers/promises';
import type { InvocationFigures, InvocationLog } from './invocation-log.ts';
import { exitedOutcome, reportedOutcome, timedOutOutcome, type Outcome } from './invocation-outcome.ts';
import type { FunctionProcess } from './function-process.ts';
import { RuntimeApi, type RuntimeEvent } from './runtime-api.ts';

interface EnvironmentInvocation {
  readonly event: Omit<RuntimeEvent, 'deadline'>;
  readonly timeoutSeconds: number;
  readonly log: InvocationLog;
}

interface ExecutionEnvironmentOptions {
  /** The sandbox's time. */
  readonly now: () => number;
  /** Starts the process that talks to this Runtime API (host and port). */
  readonly startProcess: (runtimeApi: string, onLine: (line: string) => void) => FunctionProcess;
  /** Where in the function's log group the process writes. */
  readonly logStream: string;
  /** Whether what the process writes reaches the function's log. */
  readonly writesLog: boolean;
  /** A line for the log that was written while no invocation ran. */
  readonly onIdleLine: (line: string) => void;
}

/** How long the code outside the handler may take, in milliseconds, as on AWS. */
const LONGEST_INIT_MS = 10_000;

/** One process of a function with its Runtime API. It serves one invocation at a time. */
export class ExecutionEnvironment {
  readonly #options: ExecutionEnvironmentOptions;
  readonly #api: RuntimeApi;
  readonly #process: FunctionProcess;
  readonly #startedAt = performance.now();
  #log: InvocationLog | undefined;
  #warm = false;

  static async start(options: ExecutionEnvironmentOptions): Promise<ExecutionEnvironment> {
    const api = new RuntimeApi();
    return new ExecutionEnvironment(options, api, await api.listen());
  }

  private constructor(options: ExecutionEnvironmentOptions, api: RuntimeApi, address: string) {
    this.#options = options;
    this.#api = api;
    this.#process = options.startProcess(address, (line) => {
      if (this.#log !== undefined) this.#log.line(line);
      else if (options.writesLog) options.onIdleLine(line);
    });
    void this.#process.ended.then(() => api.close());
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get logStream(): string {
    return this.#options.logStream;
  }

  get writesLog(): boolean {
    return this.#options.writesLog;
  }

  get alive(): boolean {
    return this.#process.alive;
  }

  kill(): void {
    this.#process.kill();
  }

  /** Kills the process and resolves when it is gone. */
  async end(): Promise<void> {
    this.kill();
    await this.#process.ended;
  }

  /** Runs one invocation to its end. Afterwards the environment either waits for the next one, or is not `alive`. */
  async invoke({ event, timeoutSeconds, log }: EnvironmentInvocation): Promise<Outcome & InvocationFigures> {
    this.#log = log;
    this.#process.expectMark();
    const timeoutMs = timeoutSeconds * 1000;
    const initTook = this.#warm ? 0 : LONGEST_INIT_MS;
    let ended = await this.#within(initTook + timeoutMs, this.#api.polled());
    const initDurationMs = this.#warm ? undefined : performance.now() - this.#startedAt;
    this.#warm = true;
    log.started();
    const startedAt = performance.now();
    if (ended === 'polled') {
      this.#api.give({ ...event, deadline: this.#options.now() + timeoutMs });
      // As on AWS, an invocation is over when the process asks for the next event.
      ended = await this.#within(timeoutMs, this.#api.polled());
    }
    const outcome = await this.#outcome(ended, event.requestId, timeoutSeconds);
    const figures = {
      // A report of a failed start came before the invocation began.
      durationMs: Math.max(0, (this.#api.report?.at ?? performance.now()) - startedAt),
      initDurationMs,
      maxMemoryMb: this.#api.maxMemoryMb,
    };
    log.ended(outcome, figures);
    this.#log = undefined;
    return { ...outcome, ...figures };
  }

  async #outcome(ended: 'polled' | 'exited' | 'late', requestId: string, timeoutSeconds: number): Promise<Outcome> {
    if (ended === 'late') await this.end();
    if (ended === 'polled') await this.#process.outputComplete();
    const { report } = this.#api;
    if (report !== undefined) return reportedOutcome(report);
    if (ended === 'late') return timedOutOutcome(requestId, timeoutSeconds, this.#options.now());
    return exitedOutcome(requestId, await this.#process.ended);
  }

  async #within(milliseconds: number, polled: Promise<void>): Promise<'polled' | 'exited' | 'late'> {
    const enough = new AbortController();
    const late = wait(milliseconds, 'late' as const, { signal: enough.signal });
    late.catch(() => undefined);
    const exited = this.#process.ended.then(() => 'exited' as const);
    const first = await Promise.race([polled.then(() => 'polled' as const), exited, late]);
    enough.abort();
    return first;
  }
}
