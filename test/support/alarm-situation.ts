import type { FaultOrder } from '../../sandbox/faults.ts';
import type { FunctionConfiguration } from '../../sandbox/lambda/function-configuration.ts';
import { readAssembly } from '../../sandbox/stack/assembly.ts';
import type { AlarmState } from '../../sandbox/cloudwatch/alarm-evaluation.ts';
import { MetricRecord } from '../../sandbox/cloudwatch/alarm-points.ts';
import { AlarmWatch } from '../../sandbox/cloudwatch/alarm-watch.ts';
import { SweepFunction } from './sweep-function.ts';
import { type TestClient, TestSandbox } from './test-sandbox.ts';
import { vendorName } from './vend-consumer.ts';

const QUARTER_HOUR = 15 * 60;

/** Longer than any alarm but those on sweeps looks back. */
const QUIET_SECONDS = 4 * 60 * 60;

/** A running stack whose alarms are watched, and what brings it into trouble and out of it. */
export class AlarmSituation {
  readonly running: TestSandbox;
  readonly sweep: SweepFunction;
  readonly metrics: MetricRecord;
  readonly #watch: AlarmWatch;
  readonly #cures: (() => Promise<unknown>)[] = [];

  private constructor(running: TestSandbox, watch: AlarmWatch) {
    this.running = running;
    this.sweep = SweepFunction.paused(running);
    this.metrics = new MetricRecord(running);
    this.#watch = watch;
  }

  /** Every client has its token, and the sweep runs when the test says so. */
  static async begin(assembly: string): Promise<AlarmSituation> {
    const running = await TestSandbox.start(assembly);
    const situation = new AlarmSituation(running, new AlarmWatch(readAssembly(assembly)[0]!));
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
    await this.metrics.invoke(vendorName(this.running), request, this.running.sandbox.consumers[0]?.name);
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

  states(): ReadonlyMap<string, AlarmState> {
    return this.#watch.evaluate(this.metrics.points, this.running.sandbox.clock.now());
  }

  get alarmNames(): string[] {
    return this.#watch.names;
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
    this.states();
  }
}
