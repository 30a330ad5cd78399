import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionSettings } from '../functions/lambda/settings.ts';
import type { Credentials } from './aws/credentials.ts';
import { type Click2MailApi, serveClick2MailApi } from './click2mail-api/click2mail-api.ts';
import { Clock } from './clock.ts';
import type { CloudWatch } from './cloudwatch/cloudwatch.ts';
import { serveConsole } from './console/console-server.ts';
import { type KeyOrderBody, registerKey } from './console/key-orders.ts';
import { sandboxState, type SandboxState } from './console/state.ts';
import { TokenOrders } from './console/token-orders.ts';
import { Deployments } from './deployments.ts';
import type { EventRules } from './events/event-rules.ts';
import type { Faults } from './faults.ts';
import type { Authorisation } from './iam/authorisation.ts';
import type { Roles } from './iam/roles.ts';
import type { Kms } from './kms/kms.ts';
import type { FunctionUrls } from './lambda/function-urls.ts';
import type { FunctionConfiguration, Lambda } from './lambda/lambda.ts';
import type { LoopbackServer } from './loopback-server.ts';
import type { SecretsManager } from './secrets-manager/secrets-manager.ts';
import { startServices } from './services.ts';
import type { Topics } from './sns/topics.ts';
import { LocalAssets } from './stack/local-assets.ts';
import { stackResources } from './stack/resources.ts';
import {
  type DeployedClient,
  deployedClients,
  type DeployedConsumer,
  deployedConsumers,
  registerClients,
} from './token-clients.ts';

export interface SandboxOptions {
  /** Folder that `cdk synth` wrote. */
  readonly assembly: string;
  /** 0, and what is left out, takes any free port. */
  readonly ports?: { readonly aws?: number; readonly api?: number; readonly console?: number };
  /** API clients besides those of the stack, for people who try their own code. */
  readonly clients?: readonly { readonly clientId: string; readonly clientSecret: string }[];
  readonly clock?: Clock;
  /** How many requests of one API client are answered in any 60 seconds; 600 when absent. */
  readonly requestsPerMinute?: number;
  /** Told every secret that the sandbox hands out or is handed. */
  readonly onSecret?: (value: string) => void;
  /** Told every line that a function writes. */
  readonly onOutput?: (functionName: string, line: string) => void;
}

/** A synthesised stack that stands on this machine. */
export interface Sandbox {
  readonly awsEndpoint: string;
  /** For example `http://127.0.0.1:4010/v2`. */
  readonly apiBaseUrl: string;
  readonly consoleUrl: string;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly api: Click2MailApi;
  readonly kms: Kms;
  readonly secretsManager: SecretsManager;
  readonly lambda: Lambda;
  readonly eventRules: EventRules;
  readonly roles: Roles;
  readonly cloudWatch: CloudWatch;
  readonly topics: Topics;
  readonly credentials: Credentials;
  readonly authorisation: Authorisation;
  readonly clients: readonly DeployedClient[];
  /** Whom the stacks' vendors give short-term tokens. */
  readonly consumers: readonly DeployedConsumer[];
  readonly functionUrls: FunctionUrls;
  /** What Click2Mail told an operator: the clients' secrets by client id. */
  readonly clientSecrets: ReadonlyMap<string, string>;
  /** Outputs of all stacks. */
  readonly outputs: Readonly<Record<string, string>>;
  state(): SandboxState;
  /**
   * Brings the stacks to what another assembly says, as a deployment of changed settings does.
   * @throws Error when it asks for a change that the sandbox cannot make
   */
  deploy(assembly: string): Promise<void>;
  /** Ends every process and closes every port. */
  stop(): Promise<void>;
}

/**
 * Stands a synthesised stack up on this machine: its functions run as the bundles that would be deployed, each in a
 * process of its own with the credentials of its role. Two things are changed and nothing else: the API's base URL,
 * and that the signing keys are registered there by themselves.
 * @throws Error when the assembly cannot be stood up, or a port is taken
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clock = new Clock(), onSecret = () => undefined, onOutput = () => undefined, ports = {} } = options;
  const clients: DeployedClient[] = [];
  const consumers: DeployedConsumer[] = [];
  let deployments: Deployments | undefined;
  const services = await startServices({
    clock,
    awsPort: ports.aws ?? 0,
    requestsPerMinute: options.requestsPerMinute,
    onSecret,
    onOutput,
    deployed: {
      stacks: () => deployments?.stacks ?? [],
      deleted: () => deployments?.deleted ?? [],
      deleteStack: (name) => deleteStack(name),
      clients: () => clients,
    },
  });
  const { api, kms, lambda, secretsManager, authorisation, credentials, vendLog, awsEndpoint } = services;
  const seeWhatStands = () => {
    clients.splice(0, clients.length, ...deployedClients(lambda.functions(), settingsOf));
    consumers.splice(0, consumers.length, ...deployedConsumers(lambda.functions(), settingsOf));
  };
  const deleteStack = async (name: string): Promise<void> => {
    await secretsManager.idle();
    await deployments?.delete(name);
    seeWhatStands();
  };
  const servers: LoopbackServer[] = [awsEndpoint];
  const cleanUps: (() => void)[] = [];
  const stop = async () => {
    clock.stop();
    await lambda.stop();
    await Promise.all(servers.map((server) => server.close()));
    for (const cleanUp of cleanUps) cleanUp();
  };
  try {
    const apiServer = await serveClick2MailApi({ port: ports.api ?? 0, api });
    servers.push(apiServer);
    const apiBaseUrl = `${apiServer.origin}/v2`;
    const assets = new LocalAssets(apiBaseUrl);
    cleanUps.push(() => assets.remove());

    const standing = new Deployments({ ...stackResources(services, assets), clock });
    deployments = standing;
    const clientSecrets = new Map<string, string>();
    const deploy = async (assembly: string): Promise<void> => {
      await standing.deploy(assembly);
      await secretsManager.idle();
      seeWhatStands();
      const strangers = clients.filter(({ settings }) => !clientSecrets.has(settings.clientId));
      for (const [clientId, secret] of await registerClients(strangers, { api, kms })) {
        clientSecrets.set(clientId, secret);
      }
    };
    await deploy(options.assembly);
    for (const client of options.clients ?? []) api.register(client);
    vendLog.watch(consumers);
    const state = () => sandboxState({ ...services, clients, denied: authorisation.denied, vends: vendLog.counts() });
    const keys = { register: (order: KeyOrderBody) => registerKey(order, { api, clients }) };
    const tokens = new TokenOrders({
      ...services,
      clients,
      administrator: credentials.administrator.caller,
      settingsOf,
    });
    const consoleServer = await serveConsole({
      ...services,
      port: ports.console ?? 0,
      state,
      tokens,
      keys,
      deploy,
    });
    servers.push(consoleServer);
    return {
      ...services,
      awsEndpoint: awsEndpoint.origin,
      apiBaseUrl,
      consoleUrl: consoleServer.origin,
      get outputs() {
        return standing.outputs;
      },
      clients,
      consumers,
      clientSecrets,
      state,
      deploy,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function settingsOf({ codeDirectory }: FunctionConfiguration): FunctionSettings {
  return JSON.parse(readFileSync(join(codeDirectory, 'settings.json'), 'utf8')) as FunctionSettings;
}
