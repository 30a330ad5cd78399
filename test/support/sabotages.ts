import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Permission } from '../../sandbox/lambda/lambda.ts';
import { cli } from './programs/cli.ts';
import { SweepFunction } from './sweep-function.ts';
import type { TestSandbox } from './test-sandbox.ts';

/** What people do by hand to a stack that runs, and its undoing. */
export class Sabotages {
  readonly #running: TestSandbox;
  readonly sweep: SweepFunction;
  #permissions: Permission[] = [];
  #early: Server | undefined;

  constructor(running: TestSandbox) {
    this.#running = running;
    this.sweep = new SweepFunction(running);
  }

  ofKms(operation: string, client: string, input: object = {}): Promise<unknown> {
    const { kms, credentials } = this.#running.sandbox;
    return kms.call(operation, { KeyId: this.#keyArn(client), ...input }, credentials.administrator.caller);
  }

  ofSecrets(operation: string, input: object): Promise<unknown> {
    const { secretsManager, credentials } = this.#running.sandbox;
    return secretsManager.call(operation, { ...input }, credentials.administrator.caller);
  }

  putClientSecret(client: string, value: object): Promise<unknown> {
    return this.ofSecrets('PutSecretValue', {
      SecretId: `click2mail/${client}/client_secret`,
      SecretString: JSON.stringify(value),
      ClientRequestToken: crypto.randomUUID(),
    });
  }

  async setSchedule(client: string, ScheduleExpression: string): Promise<void> {
    const rules = { RotationRules: { ScheduleExpression }, RotateImmediately: false };
    await this.#running.client(client).administrate('RotateSecret', rules);
    await this.#running.sandbox.secretsManager.idle();
  }

  /** Puts labels of somebody else on a secret, or takes them off. */
  async label(client: string, direction: 'MoveToVersionId' | 'RemoveFromVersionId'): Promise<void> {
    const test = this.#running.client(client);
    for (let number = 1; number <= 16; number += 1) {
      await test.administrate('UpdateSecretVersionStage', {
        VersionStage: `mine-${number}`,
        [direction]: test.versionWith('AWSCURRENT'),
      });
    }
  }

  forbidInvocation(client: string): void {
    const { lambda } = this.#running.sandbox;
    const { functionName } = this.#running.client(client);
    this.#permissions = [...lambda.permissionsOf(functionName)];
    for (const { statementId } of this.#permissions) lambda.removePermission(functionName, statementId);
  }

  allowInvocation(client: string): void {
    const { functionName } = this.#running.client(client);
    for (const one of this.#permissions) this.#running.sandbox.lambda.addPermission(functionName, one);
  }

  deleteAlias(consumer: string): void {
    this.#vendor().aliases.delete(consumer);
  }

  createAlias(consumer: string, description: string): void {
    this.#running.sandbox.lambda.createAlias(this.#vendor().configuration.functionName, consumer, description);
  }

  async forgetKey(client: string): Promise<void> {
    this.#running.sandbox.api.removeKey(this.#running.client(client).clientId, await this.#thumbprint(client));
  }

  async registerKey(client: string): Promise<void> {
    const { api, kms } = this.#running.sandbox;
    const publicKey = kms.publicKeyOf(this.#keyArn(client));
    const kid = await this.#thumbprint(client);
    api.addKey(this.#running.client(client).clientId, { kid, publicKey, algorithm: 'RS256' });
  }

  /** Gives the sweep's function another API, as a deployment of other settings would. */
  async deployApiOfSweep(apiBaseUrl: string): Promise<void> {
    const { deployed } = this.#running.sandbox.lambda.find(this.sweep.name);
    await this.setApiOfSweep(apiBaseUrl);
    await deployed.update(deployed.configuration);
  }

  /** Has somebody else, or nobody, be where the sweep's function looks for the API: nothing was deployed. */
  async setApiOfSweep(apiBaseUrl: string): Promise<void> {
    const { deployed } = this.#running.sandbox.lambda.find(this.sweep.name);
    const path = join(deployed.configuration.codeDirectory, 'settings.json');
    const settings = JSON.parse(readFileSync(path, 'utf8')) as { clients: Record<string, { apiBaseUrl: string }> };
    for (const one of Object.values(settings.clients)) one.apiBaseUrl = apiBaseUrl;
    writeFileSync(path, JSON.stringify(settings));
    // Settings are read when a process starts.
    for (const pid of deployed.pids()) process.kill(pid, 'SIGKILL');
    while (deployed.pids().length > 0) await setTimeout(20);
  }

  /** The API behind a clock that is ten minutes ahead. @returns its base URL */
  async earlyApi(): Promise<string> {
    const { origin, pathname } = new URL(this.#running.sandbox.apiBaseUrl);
    const server = createServer((request, response) => {
      const date = new Date(Date.now() + 10 * 60_000).toUTCString();
      const { method, headers, url = '' } = request;
      const asked = httpRequest(`${origin}${url}`, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, { ...answer.headers, date });
        answer.pipe(response);
      });
      request.pipe(asked);
    });
    this.#early = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`;
  }

  end(): void {
    this.#early?.close();
  }

  #vendor() {
    const { lambda, consumers } = this.#running.sandbox;
    return lambda.find(consumers[0]?.functionName ?? '').deployed;
  }

  #keyArn(client: string): string {
    return this.#running.sandbox.clients.find((one) => one.name === client)?.signingKeyArn ?? '';
  }

  async #thumbprint(client: string): Promise<string> {
    return (await cli(this.#running.sandbox, `public-key ${client} --format thumbprint`)).out;
  }
}
