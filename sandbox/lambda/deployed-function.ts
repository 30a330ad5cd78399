import type { Clock } from '../clock.ts';
import type { RandomBytes } from '../random-bytes.ts';
import type { RecordedCall, Traffic } from '../traffic.ts';
import { EnvironmentPool } from './environments/environment-pool.ts';
import type { ExecutionEnvironment } from './environments/execution-environment.ts';
import { LATEST, type FunctionConfiguration } from './function-configuration.ts';
import { newTraceId, traceHeader } from './invocation-ids.ts';
import { InvocationLog } from './environments/invocation-log.ts';
import { concurrencyUsedUp } from './lambda-errors.ts';
import type { LogLine } from '../logs/log-line.ts';
import { ResourcePolicy } from './resource-policy.ts';
import type { RunningInvocations } from './running-invocations.ts';

/** What an invocation gave. */
export interface InvocationResult {
  /** 200, or 202 for an event that was accepted. A function that failed counts as 200, as on AWS. */
  readonly status: number;
  readonly payload: Buffer;
  /** Present when the function failed. */
  readonly functionError?: 'Unhandled';
  readonly executedVersion: string;
  /** The last 4 KB of the invocation's log. */
  readonly logTail: string;
  readonly requestId: string;
  /** The calls that the invocation made to the sandbox's services. */
  readonly calls: readonly RecordedCall[];
  /** Milliseconds of real time from event to answer. */
  readonly durationMs: number;
}

interface Invocation {
  readonly payload: Buffer;
  readonly requestId: string;
  /** The ARN as the caller named it, with the qualifier if there was one. */
  readonly invokedArn: string;
}

/** An invocation that is over, or was turned away. */
export interface InvocationReport {
  readonly functionName: string;
  /** The alias by which it was invoked. */
  readonly alias: string | undefined;
  /** Epoch milliseconds at which it was invoked. */
  readonly at: number;
  readonly outcome: 'succeeded' | 'failed' | 'throttled';
  /** Milliseconds of real time. */
  readonly durationMs: number;
}

interface DeployedFunctionOptions {
  readonly configuration: FunctionConfiguration;
  readonly clock: Clock;
  readonly traffic: Traffic;
  readonly running: RunningInvocations;
  readonly random: RandomBytes;
  readonly startEnvironment: (
    configuration: FunctionConfiguration,
    onIdleLine: (line: string, logStream: string) => void,
  ) => Promise<ExecutionEnvironment>;
  readonly onOutput: (line: string) => void;
  readonly onInvocation: (report: InvocationReport) => void;
}

/** How many lines of a function's log are kept. */
const KEPT_LINES = 2000;

/** A function with its environments, its log and its resource policy. */
export class DeployedFunction {
  readonly policy = new ResourcePolicy();
  /** The aliases, each with a policy of its own. All of them stand for the one version that there is. */
  readonly aliases = new Map<string, ResourcePolicy>();
  readonly #options: DeployedFunctionOptions;
  #pool: EnvironmentPool;
  /** Of former code: they are at work until their invocations end. */
  readonly #retired: EnvironmentPool[] = [];
  #configuration: FunctionConfiguration;
  #modifiedAt: number;
  readonly #lines: LogLine[] = [];
  #running = 0;

  constructor(options: DeployedFunctionOptions) {
    this.#options = options;
    this.#modifiedAt = options.clock.now();
    this.#configuration = options.configuration;
    this.#pool = this.#newPool(options.configuration);
  }

  get configuration(): FunctionConfiguration {
    return this.#configuration;
  }

  /** Epoch milliseconds of the last change, in the sandbox's time. */
  get modifiedAt(): number {
    return this.#modifiedAt;
  }

  /** Gives the function other code or another environment. What is running ends with those that it began with. */
  async update(configuration: FunctionConfiguration): Promise<void> {
    const former = this.#pool;
    this.#configuration = configuration;
    this.#modifiedAt = this.#options.clock.now();
    this.#pool = this.#newPool(configuration);
    this.#retired.push(former);
    await former.retire();
  }

  /** The last lines of the log, the oldest first. */
  logLines(): readonly LogLine[] {
    return this.#lines;
  }

  pids(): number[] {
    return this.#pools.flatMap((pool) => pool.pids());
  }

  /** Ids of the processes that serve an invocation at this moment. */
  busyPids(): number[] {
    return this.#pools.flatMap((pool) => pool.busyPids());
  }

  /** Ends the function's processes. */
  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.close()));
  }

  /** @throws AwsError `TooManyRequestsException` when the reserved concurrency is used up */
  async run(invocation: Invocation): Promise<InvocationResult> {
    const { clock, random, running } = this.#options;
    const configuration = this.#configuration;
    const report = this.#reporter(invocation.invokedArn);
    if (this.#running >= (configuration.reservedConcurrency ?? Infinity)) {
      report('throttled', 0);
      throw concurrencyUsedUp();
    }
    const traceId = newTraceId(random, clock.now());
    this.#running += 1;
    running.begin(traceId);
    try {
      const result = await this.#pool.use((environment) =>
        this.#runIn(environment, invocation, traceId, configuration),
      );
      report(result.functionError === undefined ? 'succeeded' : 'failed', result.durationMs);
      return result;
    } finally {
      running.end(traceId);
      this.#running -= 1;
    }
  }

  #reporter(invokedArn: string) {
    const { clock, onInvocation } = this.#options;
    const { functionName, functionArn } = this.#configuration;
    const alias = invokedArn === functionArn ? undefined : invokedArn.slice(functionArn.length + 1);
    const at = clock.now();
    return (outcome: InvocationReport['outcome'], durationMs: number) =>
      onInvocation({ functionName, alias: alias === LATEST ? undefined : alias, at, outcome, durationMs });
  }

  async #runIn(
    environment: ExecutionEnvironment,
    { payload, requestId, invokedArn }: Invocation,
    traceId: string,
    configuration: FunctionConfiguration,
  ): Promise<InvocationResult> {
    const { traffic, clock, random } = this.#options;
    const { functionName, timeoutSeconds } = configuration;
    const log = new InvocationLog({
      requestId,
      configuration,
      now: () => clock.now(),
      write: (line) => {
        if (environment.writesLog) this.#write(line, environment.logStream);
      },
    });
    const calls = traffic.begin({ traceId, functionName, kill: () => environment.kill() });
    try {
      const event = { requestId, functionArn: invokedArn, traceId: traceHeader(random, traceId), payload };
      const outcome = await environment.invoke({ event, timeoutSeconds, log });
      return {
        status: 200,
        payload: outcome.payload,
        ...(outcome.status === 'success' ? {} : { functionError: 'Unhandled' as const }),
        executedVersion: LATEST,
        logTail: log.tail(),
        requestId,
        calls,
        durationMs: outcome.durationMs,
      };
    } finally {
      traffic.end(traceId);
    }
  }

  get #pools(): readonly EnvironmentPool[] {
    return [this.#pool, ...this.#retired];
  }

  #newPool(configuration: FunctionConfiguration): EnvironmentPool {
    return new EnvironmentPool(() => this.#options.startEnvironment(configuration, (...line) => this.#write(...line)));
  }

  #write(message: string, logStream: string): void {
    this.#lines.push({ logStream, message, writtenAt: this.#options.clock.now() });
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
    this.#options.onOutput(message);
  }
}
