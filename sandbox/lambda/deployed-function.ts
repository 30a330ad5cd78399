import type { Clock } from '../clock.ts';
import type { RandomBytes } from '../random-bytes.ts';
import type { Traffic } from '../traffic.ts';
import { EnvironmentPool } from './environments/environment-pool.ts';
import type { ExecutionEnvironment } from './environments/execution-environment.ts';
import { LATEST, type FunctionConfiguration } from './function-configuration.ts';
import { FunctionLog } from './function-log.ts';
import type { Invocation, InvocationReport, InvocationResult } from './invocation.ts';
import { newTraceId, traceHeader } from './invocation-ids.ts';
import { InvocationLog } from './environments/invocation-log.ts';
import { ACCOUNT_CONCURRENCY } from './account-limit.ts';
import { concurrencyUsedUp } from './lambda-errors.ts';
import { ResourcePolicy } from './resource-policy.ts';
import type { RunningInvocations } from './running-invocations.ts';

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

/** A function with its environments, its log and its resource policy. */
export class DeployedFunction {
  readonly policy = new ResourcePolicy();
  /** The aliases, each with a policy of its own. All of them stand for the one version that there is. */
  readonly aliases = new Map<string, ResourcePolicy>();
  readonly log: FunctionLog;
  readonly #options: DeployedFunctionOptions;
  #pool: EnvironmentPool;
  /** Of former code: they are at work until their invocations end. */
  readonly #retired: EnvironmentPool[] = [];
  #configuration: FunctionConfiguration;
  #modifiedAt: number;
  #running = 0;

  constructor(options: DeployedFunctionOptions) {
    this.#options = options;
    this.log = new FunctionLog(options.clock, options.onOutput);
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

  /** @throws AwsError `TooManyRequestsException` when the function's concurrency is used up, or the account's */
  async run(invocation: Invocation): Promise<InvocationResult> {
    const { clock, random, running } = this.#options;
    const configuration = this.#configuration;
    const report = this.#reporter(invocation.invokedArn);
    const isReservedUsedUp = this.#running >= (configuration.reservedConcurrency ?? Infinity);
    if (isReservedUsedUp || running.count >= ACCOUNT_CONCURRENCY) {
      report('throttled', 0);
      throw concurrencyUsedUp(isReservedUsedUp ? 'function' : 'account');
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
    const invocationLog = new InvocationLog({
      requestId,
      configuration,
      now: () => clock.now(),
      write: (line) => {
        if (environment.writesLog) this.log.write(line, environment.logStream);
      },
    });
    const calls = traffic.begin({ traceId, functionName, kill: () => environment.kill() });
    try {
      const event = { requestId, functionArn: invokedArn, traceId: traceHeader(random, traceId), payload };
      const outcome = await environment.invoke({ event, timeoutSeconds, log: invocationLog });
      return {
        status: 200,
        payload: outcome.payload,
        ...(outcome.status === 'success' ? {} : { functionError: 'Unhandled' as const }),
        executedVersion: LATEST,
        logTail: invocationLog.tail(),
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
    return new EnvironmentPool(() =>
      this.#options.startEnvironment(configuration, (...line) => this.log.write(...line)),
    );
  }
}
