import type { FaultOrder } from '../../sandbox/faults.ts';
import type { FunctionConfiguration } from '../../sandbox/lambda/function-configuration.ts';
import type { StateValue } from '../../sandbox/cloudwatch/alarm-definition.ts';
import { SweepFunction } from './sweep-function.ts';
import { type TestClient, TestSandbox } from './test-sandbox.ts';
import { vendorName } from './vend-consumer.ts';

const QUARTER_HOUR = 15 * 60;

/** CloudWatch evaluates alarms once a minute. */
const MINUTE = 60;

/** Longer than any alarm but those on sweeps looks back. */
const QUIET_SECONDS = 4 * 60 * 60;

/** A running stack whose alarms are watched, and what brings it into trouble and out of it. */
export class AlarmSituation {
  readonly running: TestSandbox;
  readonly sweep: SweepFunction;
  readonly #cures: (() => Promise<unknown>)[] = [];

  private constructor(running: TestSandbox) {
    this.running = running;
    this.sweep = SweepFunction.paused(running);
  }

  /** Every client has its token, and the sweep runs when the test says so. */
  static async begin(assembly: string): Promise<AlarmSituation> {
    const running = await TestSandbox.start(assembly);
    const situation = new AlarmSituation(running);
    for (const name of situation.clientNames) await running.client(name).issueFirstToken();
    return situation;
  }

  get clientNames(): string[] {
    return this.running.sandbox.clients.map(({ name }) => name);
  }

  client(name: string): TestClient {
    return this.running.client(name);
  }

  fault(order: FaultOrder): void {
    this.running.sandbox.faults.order(order);
  }

  clearFaults(): void {
    this.running.sandbox.faults.clear();
  }

  /** Lets seconds pass. */
  async pass(seconds: number): Promise<void> {
    await this.running.sandbox.clock.advance(seconds);
    await this.running.sandbox.secretsManager.idle();
  }

  /** Has the sweep run so often, as often as it does by itself. */
  async sweeps(times: number): Promise<void> {
    for (let count = 0; count < times; count += 1) {
      await this.pass(QUARTER_HOUR);
      await this.sweep.sweep();
    }
  }

  async vend(request: object = {}): Promise<void> {
    await this.invoke(vendorName(this.running), request, this.running.sandbox.consumers[0]?.name);
  }

  /** Invokes a function, whatever comes of it. */
  async invoke(functionName: string, event: unknown, qualifier?: string): Promise<void> {
    try {
      await this.running.sandbox.lambda.invoke(functionName, Buffer.from(JSON.stringify(event)), { qualifier });
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'TooManyRequestsException') throw error;
    }
  }

  /** Disables or enables the key that signs for acme. */
  async administrateKey(operation: 'DisableKey' | 'EnableKey'): Promise<void> {
    const { kms, clients, credentials } = this.running.sandbox;
    const KeyId = clients.find(({ name }) => name === 'acme')?.signingKeyArn;
    await kms.call(operation, { KeyId }, credentials.administrator.caller);
  }

  /**
   * Deploys a function once more, with another setting of its own.
   * @returns its name
   */
  copyOf(functionName: string, suffix: string, changes: Partial<FunctionConfiguration>): string {
    const { lambda } = this.running.sandbox;
    const { configuration } = lambda.find(functionName).deployed;
    const name = `${functionName.slice(0, 50)}-${suffix}`;
    lambda.createFunction({
      ...configuration,
      ...changes,
      functionName: name,
      functionArn: configuration.functionArn.replace(functionName, name),
      environment: { ...configuration.environment, ...changes.environment },
    });
    return name;
  }

  /** What ends the trouble. */
  afterwards(cure: () => Promise<unknown>): void {
    this.#cures.push(cure);
  }

  /** The states of all alarms by name, once what was written last is evaluated. */
  async states(): Promise<ReadonlyMap<string, StateValue>> {
    await this.pass(MINUTE);
    return new Map(this.running.sandbox.cloudWatch.alarms.all().map(({ name, state }) => [name, state]));
  }

  get alarmNames(): string[] {
    return this.running.sandbox.cloudWatch.alarms.all().map(({ name }) => name);
  }

  /** Ends all trouble, and lets it be forgotten. */
  async quieten(): Promise<void> {
    this.clearFaults();
    for (const cure of this.#cures.splice(0)) await cure();
    for (const name of this.clientNames) {
      await this.client(name).tidyUp();
      await this.client(name).rotate();
    }
    await this.pass(QUIET_SECONDS);
    await this.sweeps(3);
  }
}
