import { randomBytes } from 'node:crypto';
import type { Caller } from '../aws/aws-service.ts';
import type { Clock } from '../clock.ts';
import type { RandomBytes } from '../random-bytes.ts';
import type { Traffic } from '../traffic.ts';
import { DeployedFunction } from './deployed-function.ts';
import { DeployedFunctions } from './deployed-functions.ts';
import type { RoleCredentials } from './environments/environment-variables.ts';
import { EventQueue, type EventSettings } from './event-queue.ts';
import type { FunctionConfiguration } from './function-configuration.ts';
import { newRequestId } from './invocation-ids.ts';
import { acceptedEvent, type Invocation, type InvocationReport, type InvocationResult } from './invocation.ts';
import { acceptedPayload, functionExists, lambdaStopped, roleNotAssumable } from './lambda-errors.ts';
import { ProcessFolder } from './environments/process-folder.ts';
import type { Permission } from './resource-policy.ts';
import { RunningInvocations } from './running-invocations.ts';
import { type MayWriteLog, startEnvironment } from './environments/start-environment.ts';

export type { FunctionConfiguration, InvocationReport, InvocationResult, Permission };

interface LambdaOptions {
  readonly clock: Clock;
  readonly traffic: Traffic;
  readonly region: string;
  /** Asked whenever a process is started: the endpoint's port may be known only after this object is made. */
  readonly awsEndpoint: () => string;
  readonly credentialsFor: (roleArn: string, functionName: string) => RoleCredentials;
  /** Whether Lambda may run functions with a role; with every role when it is absent. */
  readonly mayAssume?: (roleArn: string) => boolean;
  /** Whether a function may write to its log; every function may when it is absent. */
  readonly mayWriteLog?: MayWriteLog;
  /** Told every line of every function's log. */
  readonly onOutput?: (functionName: string, line: string) => void;
  /** Told of every invocation when it is over, and of every one that was turned away. */
  readonly onInvocation?: (report: InvocationReport) => void;
  readonly random?: RandomBytes;
}

interface InvokeOptions {
  readonly qualifier?: string | undefined;
  /** `Event` returns at once and tries again when the function fails; `RequestResponse` when absent. */
  readonly invocationType?: 'RequestResponse' | 'Event';
}

/** Lambda on one machine: every function runs in processes of its own, behind a Runtime API of its own. */
export class Lambda extends DeployedFunctions {
  readonly #options: LambdaOptions;
  readonly #random: RandomBytes;
  readonly #running: RunningInvocations;
  readonly #events: EventQueue;
  #folder: ProcessFolder | undefined;
  #stopped = false;

  constructor(options: LambdaOptions) {
    super(options.region);
    this.#options = options;
    this.#random = options.random ?? randomBytes;
    this.#running = new RunningInvocations(options.clock);
    this.#events = new EventQueue(options.clock);
  }

  /**
   * @throws AwsError `ResourceConflictException` when there is a function of this name,
   * `InvalidParameterValueException` when its role does not trust Lambda
   */
  createFunction(configuration: FunctionConfiguration): void {
    const { functionName } = configuration;
    const { clock, traffic, region, awsEndpoint, credentialsFor, mayAssume, mayWriteLog, onOutput, onInvocation } =
      this.#options;
    if (this.byName.has(functionName)) throw functionExists(functionName);
    if (mayAssume?.(configuration.roleArn) === false) throw roleNotAssumable();
    const deployed = new DeployedFunction({
      configuration,
      clock,
      traffic,
      running: this.#running,
      random: this.#random,
      startEnvironment: (current, onIdleLine) =>
        startEnvironment(current, {
          clock,
          random: this.#random,
          region,
          awsEndpoint: awsEndpoint(),
          credentials: credentialsFor(current.roleArn, functionName),
          mayWriteLog,
          folder: (this.#folder ??= new ProcessFolder(clock)),
          onIdleLine,
        }),
      onOutput: (line) => onOutput?.(functionName, line),
      onInvocation: (report) => onInvocation?.(report),
    });
    this.byName.set(functionName, deployed);
  }

  /**
   * Gives a function other code or another environment, as UpdateFunctionCode and UpdateFunctionConfiguration do.
   * @throws AwsError `ResourceNotFoundException`
   */
  updateFunction(configuration: FunctionConfiguration): Promise<void> {
    return this.find(configuration.functionName).deployed.update(configuration);
  }

  /**
   * Forgets the function and ends its processes.
   * @throws AwsError `ResourceNotFoundException`
   */
  async deleteFunction(functionName: string): Promise<void> {
    const { deployed } = this.find(functionName);
    this.byName.delete(deployed.configuration.functionName);
    await deployed.close();
  }

  /** @param settings AWS's own when left out @throws AwsError `ResourceNotFoundException` */
  configureEvents(functionName: string, settings?: EventSettings): void {
    this.#events.configure(this.find(functionName).deployed.configuration.functionName, settings);
  }

  /**
   * Invokes a function. A function that throws, times out or dies is no error here: see `functionError`.
   * @param functionName name, partial ARN or ARN
   * @param payload JSON; nothing counts as `{}`
   * @throws AwsError `ResourceNotFoundException`, `InvalidRequestContentException`, `RequestTooLargeException`,
   * `TooManyRequestsException`
   */
  async invoke(
    functionName: string,
    payload: Buffer,
    { qualifier, invocationType = 'RequestResponse' }: InvokeOptions = {},
  ): Promise<InvocationResult> {
    const { deployed, invocation } = this.#invocationOf(functionName, payload, invocationType, qualifier);
    if (invocationType === 'RequestResponse') return deployed.run(invocation);
    void this.#queue(deployed, invocation);
    return acceptedEvent(invocation.requestId);
  }

  /**
   * Gives a function an event asynchronously.
   * @returns when the first attempt is over, whatever came of it
   * @throws AwsError as `invoke` does
   */
  async send(functionName: string, payload: Buffer): Promise<void> {
    const { deployed, invocation } = this.#invocationOf(functionName, payload, 'Event');
    await this.#queue(deployed, invocation);
  }

  #invocationOf(functionName: string, payload: Buffer, type: 'RequestResponse' | 'Event', qualifier?: string) {
    if (this.#stopped) throw lambdaStopped();
    const { deployed, invokedArn } = this.find(functionName, qualifier);
    const requestId = newRequestId(this.#random);
    const invocation: Invocation = { payload: acceptedPayload(payload, type), requestId, invokedArn };
    return { deployed, invocation };
  }

  #queue({ configuration: { functionName } }: DeployedFunction, invocation: Invocation): Promise<void> {
    const attempt = () => {
      if (this.#stopped) throw lambdaStopped();
      return this.find(functionName).deployed.run(invocation);
    };
    return this.#events.accept(functionName, attempt);
  }

  /** Resolves when a call from outside may begin: not while the clock is being moved. */
  admitted({ traceHeader }: Caller): Promise<void> {
    return this.#running.admit(traceHeader);
  }

  /** Resolves when no invocation is running. */
  idle(): Promise<void> {
    return this.#running.idle();
  }

  /** Ends every process; invocations that are running end as if their process had been killed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#running.release();
    await Promise.all([...this.byName.values()].map((deployed) => deployed.close()));
    await this.idle();
    await this.#folder?.remove();
    this.#folder = undefined;
  }
}
