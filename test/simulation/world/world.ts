import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SANDBOX_ACCOUNT, SANDBOX_REGION, type WireObject } from '../../../sandbox/aws/aws-service.ts';
import { type RotationEvent, SecretsManager } from '../../../sandbox/secrets-manager/secrets-manager.ts';
import type { ClockStep } from './api-clock.ts';
import { KnownSecrets } from '../checker/known-secrets.ts';
import { type ClientPlan, clientId, clientSecretName, scheduleExpression, secretName } from '../client-plan.ts';
import { type Call, type Fault, type FaultPlan, type Outage, PlannedFaults } from './faults.ts';
import type { FunctionsUnderTest } from './functions-under-test.ts';
import { SeededRandom } from '../histories/seeded-random.ts';
import { Invocation, type Outcome } from './invocation.ts';
import { OddApi } from './odd-api.ts';
import { ADMINISTRATOR } from './secrets-manager-client.ts';
import { Trace } from './trace.ts';
import { verifyInPlace } from './verify-in-place.ts';
import { VirtualTime } from './virtual-time.ts';

export interface WorldPlan {
  readonly seed: number;
  readonly clients: readonly ClientPlan[];
  readonly faults: readonly FaultPlan[];
  readonly outages: readonly Outage[];
  /** By how much the API's clock is wrong, and from when on; it is right where this is absent. */
  readonly apiClock?: readonly ClockStep[];
  /** Whether AWSPENDING stays on what a rotation made current; false when absent. */
  readonly leavesPending?: boolean;
  /** How long an invocation may run at most, in seconds. */
  readonly timeoutSeconds: number;
}

/** Is told what happens in the world. */
export interface Witness {
  called(call: Call, invocation: Invocation): void;
  toldUnaccounted(client: string, details: Readonly<Record<string, unknown>>): void;
  /** A line of a log, an answer, or what would be a metric's name. */
  wrote?(client: string, text: string): void;
}

/** Runs one step of a client's rotation. @returns an error's text when it failed in any way */
export type RotationStepRun = (client: ClientPlan, event: RotationEvent) => Promise<string | undefined>;

/** Monday, at midnight UTC. */
export const START = Date.UTC(2026, 0, 5);

/** One key for all runs: making one takes longer than a run. */
export const SIGNING_KEY: { privateKey: KeyObject; publicKey: KeyObject } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
});
export const KEY_ID = 'simulated-key';

verifyInPlace();

/** Secrets Manager, the API, virtual time and what goes wrong, all in one process. */
export class World {
  readonly plan: WorldPlan;
  readonly functions: FunctionsUnderTest;
  readonly time: VirtualTime;
  readonly random: SeededRandom;
  readonly api: OddApi;
  readonly secretsManager: SecretsManager;
  readonly faults: PlannedFaults;
  readonly trace: Trace;
  readonly witnesses: Witness[] = [];
  readonly secrets = new KnownSecrets();
  /** What sweeps failed with: most of it comes back with every sweep. */
  readonly sweepFailures = new Set<string>();
  /** Versions whose values the functions cannot decrypt. */
  readonly unreadable = new Set<string>();
  /** Those at work, and the moment when those ended that are not. */
  readonly #invocations = new Map<Invocation, number>();
  #runStep: RotationStepRun = () => Promise.resolve('no function was deployed');
  #invoked = 0;

  constructor(plan: WorldPlan, functions: FunctionsUnderTest) {
    this.plan = plan;
    this.functions = functions;
    const random = new SeededRandom(plan.seed);
    this.random = random.fork();
    this.time = new VirtualTime(START, random.fork());
    this.trace = new Trace(this.time);
    this.faults = new PlannedFaults(plan.faults, plan.outages, random.fork());
    const ids = random.fork();
    const { time: clock } = this;
    this.api = new OddApi({
      clock,
      clockSteps: plan.apiClock ?? [],
      ids,
      random: random.fork(),
      onSecret: (value) => this.secrets.add(value),
    });
    this.secretsManager = new SecretsManager({
      clock,
      accountId: SANDBOX_ACCOUNT,
      region: SANDBOX_REGION,
      leavesPending: plan.leavesPending ?? false,
      random: ids,
      rotation: { mayInvoke: () => true, invoke: (functionArn, event) => this.#rotateAStep(functionArn, event) },
    });
  }

  /** Registers the clients, and creates their secrets and schedules as a deployment would. */
  async deploy(runStep: RotationStepRun): Promise<void> {
    this.#runStep = runStep;
    for (const client of this.plan.clients) {
      this.api.register({
        clientId: clientId(client),
        clientSecret: `secret-of-${client.name}`,
        keys: [{ kid: KEY_ID, publicKey: SIGNING_KEY.publicKey, algorithm: 'ES256' }],
      });
      await this.byHand('CreateSecret', { Name: clientSecretName(client), SecretString: clientSecretOf(client) });
      await this.byHand('CreateSecret', { Name: secretName(client), SecretString: '{"placeholder":"not a token"}' });
      await this.byHand('RotateSecret', {
        SecretId: secretName(client),
        RotationLambdaARN: functionArn(client),
        RotationRules: { ScheduleExpression: scheduleExpression(client.interval) },
      });
    }
  }

  /** An administrator's call. No fault strikes it. @throws AwsError */
  async byHand(operation: string, input: WireObject): Promise<WireObject> {
    const needsToken = ['CreateSecret', 'RotateSecret', 'PutSecretValue'].includes(operation);
    const token = needsToken ? { ClientRequestToken: this.random.uuid() } : {};
    return this.secretsManager.call(operation, { ...token, ...input }, ADMINISTRATOR);
  }

  /** Runs a function once; whatever comes of it is an outcome. */
  invoke<T>(name: string, timeoutSeconds: number, work: (invocation: Invocation) => Promise<T>): Promise<Outcome<T>> {
    return new Promise((resolve) => {
      this.#invoked += 1;
      const invocation: Invocation = new Invocation(
        `${name} #${this.#invoked}`,
        timeoutSeconds * 1000,
        { time: this.time, random: this.random, faults: this.faults, onCall: (...told) => this.#called(...told) },
        { again: () => void this.invoke(name, timeoutSeconds, work), end: (outcome) => end(outcome) },
      );
      const stopTimer = this.time.at(invocation.deadline, () => end({ kind: 'killed' }));
      const end = (outcome: Outcome<T>): void => {
        if (invocation.isOver) return;
        invocation.isOver = true;
        stopTimer();
        this.#invocations.set(invocation, this.time.now());
        const ended = outcome.kind === 'failed' ? `failed: ${textOf(outcome.error)}` : outcome.kind;
        this.trace.add(invocation.name, ended);
        resolve(outcome);
      };
      this.#invocations.set(invocation, Infinity);
      work(invocation).then(
        (value) => end({ kind: 'done', value }),
        (error: unknown) => end({ kind: 'failed', error }),
      );
    });
  }

  /**
   * When the longest-running of the invocations at work began; Infinity when none is. One that ends in this moment is
   * still one of them: what it did last is looked at after its end.
   */
  get oldestInvocationAt(): number {
    const now = this.time.now();
    for (const [invocation, endedAt] of this.#invocations) if (endedAt < now) this.#invocations.delete(invocation);
    return Math.min(Infinity, ...[...this.#invocations.keys()].map(({ startedAt }) => startedAt));
  }

  #called(call: Call, invocation: Invocation, fault: Fault | undefined): void {
    const { service, operation, client, detail = '' } = call;
    this.trace.add(invocation.name, `${client} ${service} ${operation} ${detail}`, fault);
    for (const witness of this.witnesses) witness.called(call, invocation);
  }

  async #rotateAStep(arn: string, event: RotationEvent) {
    const client = this.plan.clients.find((one) => functionArn(one) === arn);
    if (client === undefined || this.faults.isOut('lambda', this.time.now())) {
      return { error: 'The function does not exist.', calls: [] };
    }
    const error = await this.#runStep(client, event);
    return { ...(error !== undefined && { error }), calls: [] };
  }
}

const functionArn = ({ name }: ClientPlan): string =>
  `arn:aws:lambda:${SANDBOX_REGION}:${SANDBOX_ACCOUNT}:function:rotate-${name}`;

const clientSecretOf = ({ name }: ClientPlan): string => JSON.stringify({ client_secret: `secret-of-${name}` });

export function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
