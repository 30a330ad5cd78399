import { randomUUID } from 'node:crypto';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { RotationStep } from '../../functions/rotation/event.ts';
import type { TokenState } from '../../sandbox/console/state.ts';
import { administratorClient, issueFirstToken } from '../../sandbox/demo/operator.ts';
import type { FaultOrder } from '../../sandbox/faults.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/sandbox.ts';
import type { RecordedCall } from '../../sandbox/traffic.ts';
import { testAssembly } from './assembly.ts';
import { recordOutput, recordSecret } from './secret-watch.ts';
import { testClock } from './tests-start.ts';

/** What came of one step. */
export interface StepResult {
  /** The error's type, for example `TokenUnfit`; undefined when the step succeeded. */
  readonly errorType: string | undefined;
  readonly errorMessage: string | undefined;
  readonly calls: readonly RecordedCall[];
}

/** The stack of the handler tests on this machine, and what tests do with it. */
export class TestSandbox {
  readonly sandbox: Sandbox;
  readonly secretsManager: SecretsManagerClient;
  /** Everything that the functions wrote. */
  readonly lines: string[];
  /** Everything that must not be in it. */
  readonly secrets: Set<string>;

  private constructor(sandbox: Sandbox, lines: string[], secrets: Set<string>) {
    this.sandbox = sandbox;
    this.lines = lines;
    this.secrets = secrets;
    this.secretsManager = administratorClient(sandbox);
  }

  static async start(
    assembly = testAssembly(),
    options: Pick<SandboxOptions, 'onAllowed' | 'requestsPerMinute'> = {},
  ): Promise<TestSandbox> {
    const lines: string[] = [];
    const secrets = new Set<string>();
    const sandbox = await startSandbox({
      ...options,
      clock: testClock(),
      assembly,
      onOutput: (_functionName, line) => {
        lines.push(line);
        recordOutput(line);
      },
      onSecret: (value) => {
        secrets.add(value);
        recordSecret(value);
      },
    });
    return new TestSandbox(sandbox, lines, secrets);
  }

  async stop(): Promise<void> {
    this.secretsManager.destroy();
    await this.sandbox.stop();
  }

  /** The functions that ran and wrote no log. */
  silentFunctions(): string[] {
    return this.sandbox.lambda
      .functions()
      .map(({ functionName }) => functionName)
      .filter(
        (name) =>
          this.sandbox.lambda.find(name).deployed.pids().length > 0 && this.sandbox.lambda.logLines(name).length === 0,
      );
  }

  client(name: string): TestClient {
    return new TestClient(this, name);
  }
}

/** One client of the stack. */
export class TestClient {
  readonly #test: TestSandbox;
  readonly #name: string;

  constructor(test: TestSandbox, name: string) {
    this.#test = test;
    this.#name = name;
  }

  get #sandbox(): Sandbox {
    return this.#test.sandbox;
  }

  get #state() {
    const state = this.#sandbox.state();
    const client = state.clients.find(({ name }) => name === this.#name);
    if (client === undefined) throw new Error(`There is no client ${this.#name}.`);
    return { ...state, client };
  }

  get secretArn(): string {
    return this.#state.client.secretArn;
  }

  get clientId(): string {
    return this.#state.client.clientId;
  }

  get functionName(): string {
    return this.#state.client.rotationFunctionArn.split(':').at(-1) ?? '';
  }

  /** Epoch milliseconds by which the next scheduled rotation should have been. */
  get nextRotationAt(): number {
    return Date.parse(this.#state.client.nextRotationAt ?? '');
  }

  get rotations() {
    return this.#state.rotations.filter(({ clientName }) => clientName === this.#name);
  }

  /** Long-term tokens other than bearers, oldest first. */
  get tokens(): TokenState[] {
    return this.longTermTokens.filter(({ scopes }) => !scopes.includes('tokens:revoke'));
  }

  get bearers(): TokenState[] {
    return this.longTermTokens.filter(({ scopes }) => scopes.includes('tokens:revoke'));
  }

  get longTermTokens(): TokenState[] {
    return this.#state.tokens.filter(({ kind, clientId }) => kind === 'long' && clientId === this.clientId);
  }

  get liveTokens(): TokenState[] {
    return this.tokens.filter(({ state }) => state === 'live');
  }

  labelsOf(versionId: string): readonly string[] {
    return this.#state.client.versions.find((version) => version.versionId === versionId)?.labels ?? [];
  }

  tokenIdOf(versionId: string): string | null {
    return this.#state.client.versions.find((version) => version.versionId === versionId)?.tokenId ?? null;
  }

  versionWith(label: string): string | undefined {
    return this.#state.client.versions.find(({ labels }) => labels.includes(label))?.versionId;
  }

  /** The ledger's labels of a kind, on any version. */
  ledger(kind: 'begun' | 'due' | 'given-up' | 'dead'): string[] {
    const labels = this.#state.client.versions.flatMap((version) => version.labels);
    return labels.filter((label) => label.startsWith(`click2mail:${kind}:`));
  }

  /** The value of a version, as the administrator reads it. */
  async valueOf(versionId: string): Promise<string> {
    const { SecretString } = await this.#test.secretsManager.send(
      new GetSecretValueCommand({ SecretId: this.secretArn, VersionId: versionId }),
    );
    return SecretString ?? '';
  }

  /** Orders a fault for calls of this client's rotation function. */
  fault(order: Omit<FaultOrder, 'functionName'>): void {
    this.#sandbox.faults.order({ ...order, functionName: this.functionName });
  }

  /** As an operator does after the first deployment. */
  issueFirstToken(): Promise<void> {
    return issueFirstToken(this.#sandbox, this.#test.secretsManager, this.#state.client);
  }

  /** Has the function issue-by-otp replace the current token, as an operator with a one-time code would. */
  async replaceByOtp(): Promise<void> {
    const { lambda, api } = this.#sandbox;
    const isIssuer = ({ environment }: { environment: Record<string, string> }) =>
      environment['POWERTOOLS_SERVICE_NAME'] === 'issue-by-otp';
    const order = { client: this.#name, otp_code: api.oneTimeCode(this.clientId), replace: true };
    const name = lambda.functions().find(isIssuer)?.functionName ?? '';
    const { functionError, payload } = await lambda.invoke(name, Buffer.from(JSON.stringify(order)));
    if (functionError !== undefined) throw new Error(payload.toString());
  }

  /** Has Secrets Manager rotate, and waits for the end. */
  async rotate(versionId: string = randomUUID()): Promise<void> {
    await this.administrate('RotateSecret', { ClientRequestToken: versionId });
    await this.#sandbox.secretsManager.idle();
  }

  /** Has Secrets Manager begin a rotation whose first step fails before it does anything: the rest is up to the test. */
  async stage(wanted: string = randomUUID()): Promise<string> {
    this.fault({ kind: 'refuse', status: 403, service: 'secretsmanager', operation: 'DescribeSecret' });
    await this.rotate(wanted);
    const versionId = this.versionWith('AWSPENDING');
    if (versionId === undefined) throw new Error('Nothing is pending.');
    return versionId;
  }

  /** Invokes the rotation function for one step, as Secrets Manager would. */
  async step(step: RotationStep, versionId: string): Promise<StepResult> {
    const event = {
      Step: step,
      SecretId: this.secretArn,
      ClientRequestToken: versionId,
      RotationToken: randomUUID(),
    };
    recordSecret(event.RotationToken);
    this.#test.secrets.add(event.RotationToken);
    const { payload, functionError, calls } = await this.#sandbox.lambda.invoke(
      this.functionName,
      Buffer.from(JSON.stringify(event)),
    );
    if (functionError === undefined) return { errorType: undefined, errorMessage: undefined, calls };
    const error = JSON.parse(payload.toString()) as { errorType: string; errorMessage: string };
    return { ...error, calls };
  }

  /** Ends what a test left pending, and takes off the labels that the sweep would have dealt with. */
  async tidyUp(): Promise<void> {
    for (const { versionId, labels } of this.#state.client.versions) {
      if (labels.includes('AWSCURRENT')) continue;
      const left = labels.filter((label) => label === 'AWSPENDING' || label.startsWith('click2mail:'));
      for (const label of left) await this.#removeLabel(label, versionId);
    }
    for (const label of this.ledger('begun')) await this.#removeLabel(label, this.versionWith(label) ?? '');
  }

  #removeLabel(label: string, versionId: string): Promise<void> {
    return this.administrate('UpdateSecretVersionStage', { VersionStage: label, RemoveFromVersionId: versionId });
  }

  /** A call of Secrets Manager as the account's administrator, on this client's secret. */
  async administrate(operation: string, input: Readonly<Record<string, unknown>>): Promise<void> {
    const token = /^(Put|Update|Rotate)Secret(Value)?$/.test(operation) ? { ClientRequestToken: randomUUID() } : {};
    await this.#sandbox.secretsManager.call(
      operation,
      { SecretId: this.secretArn, ...token, ...input },
      this.#sandbox.credentials.administrator.caller,
    );
  }
}
