import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionSettings } from '../functions/client-settings.ts';
import { startAwsEndpoint } from './aws/aws-endpoint.ts';
import { SANDBOX_ACCOUNT, SANDBOX_PARTITION, SANDBOX_REGION } from './aws/aws-service.ts';
import { Credentials, sessionOf } from './aws/credentials.ts';
import { Sts } from './aws/sts.ts';
import { Click2MailApi, serveClick2MailApi } from './click2mail-api/click2mail-api.ts';
import { Clock } from './clock.ts';
import { serveConsole } from './console/console-server.ts';
import { sandboxState, type SandboxState } from './console/state.ts';
import type { EventRules } from './events/event-rules.ts';
import { stackRules } from './events/stack-rules.ts';
import { Faults } from './faults.ts';
import { Authorisation } from './iam/authorisation.ts';
import { ManagedPolicies } from './iam/managed-policies.ts';
import { Roles } from './iam/roles.ts';
import { Kms } from './kms/kms.ts';
import { KmsSecretEncryption } from './kms/secret-encryption.ts';
import { type FunctionConfiguration, Lambda } from './lambda/lambda.ts';
import { FunctionUrls } from './lambda/function-urls.ts';
import type { LoopbackServer } from './loopback-server.ts';
import { rotationInvoker } from './rotation-invoker.ts';
import { SecretsManager } from './secrets-manager/secrets-manager.ts';
import { readAssembly } from './stack/assembly.ts';
import { deploy } from './stack/deployment.ts';
import { functionResources } from './stack/function-resources.ts';
import { keyResources } from './stack/key-resources.ts';
import { LocalAssets } from './stack/local-assets.ts';
import { roleResources } from './stack/role-resources.ts';
import { ruleResources } from './stack/rule-resources.ts';
import { secretResources } from './stack/secret-resources.ts';
import {
  type DeployedClient,
  deployedClients,
  type DeployedConsumer,
  deployedConsumers,
  registerClients,
} from './token-clients.ts';
import { Traffic } from './traffic.ts';

export interface SandboxOptions {
  /** Folder that `cdk synth` wrote. */
  readonly assembly: string;
  /** 0, and what is left out, takes any free port. */
  readonly ports?: { readonly aws?: number; readonly api?: number; readonly console?: number };
  /** API clients besides those of the stack, for people who try their own code. */
  readonly clients?: readonly { readonly clientId: string; readonly clientSecret: string }[];
  readonly clock?: Clock;
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
  const where = { clock, accountId: SANDBOX_ACCOUNT, region: SANDBOX_REGION };
  const faults = new Faults();
  const traffic = new Traffic(faults);
  const roles = new Roles();
  const credentials = new Credentials({ ...where, onSecret });
  const kms = new Kms({ ...where, onSecret });
  const api = new Click2MailApi({ clock, traffic, onSecret });
  const authorisation = new Authorisation({
    clock,
    place: { partition: SANDBOX_PARTITION, region: SANDBOX_REGION, accountId: SANDBOX_ACCOUNT },
    roles,
    resources: {
      secret: (secretId, caller) => secretsManager.guarded(secretId, caller),
      key: (keyId) => kms.key(keyId),
      keyOfCiphertext: (ciphertext) => kms.keyOfCiphertext(ciphertext),
      functionPolicy: (functionName, qualifier) => lambda.policyOf(functionName, qualifier),
      functionTags: (functionName) => lambda.tagsOf(functionName),
    },
  });
  const { authorise } = authorisation;
  const lambda: Lambda = new Lambda({
    ...where,
    traffic,
    awsEndpoint: () => awsEndpoint.origin,
    credentialsFor: (roleArn, functionName) => credentials.issue(roleArn, functionName),
    mayAssume: (roleArn) => authorisation.lambdaMayAssume(roleArn),
    mayWriteLog: ({ roleArn, functionName, logGroup }, logStream) =>
      authorisation.mayWriteLog(sessionOf(roleArn, functionName), logGroup, logStream),
    onOutput,
  });
  const secretsManager: SecretsManager = new SecretsManager({
    ...where,
    rotation: rotationInvoker(lambda, authorisation),
    encryption: new KmsSecretEncryption({ kms, authorise }),
    authorise,
    onSecret,
  });
  clock.beforeMove(() => secretsManager.idle());
  let clients: readonly DeployedClient[] = [];
  const services = { clock, secretsManager, kms, api, lambda, faults, roles, authorisation };
  const eventRules = stackRules({ ...services, clients: () => clients });

  const functionUrls = new FunctionUrls({ ...where, lambda, origin: () => awsEndpoint.origin });
  const awsEndpoint = await startAwsEndpoint({
    port: ports.aws ?? 0,
    credentials,
    traffic,
    services: { secretsmanager: secretsManager, kms },
    lambda,
    functionUrls,
    sts: new Sts({ credentials, roleExists: (arn) => roles.exists(arn) }),
    authorise,
  });
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

    const administrator = credentials.administrator.caller;
    const makers = {
      ...keyResources(kms, administrator),
      ...roleResources({ roles, managedPolicies: new ManagedPolicies() }),
      ...secretResources(secretsManager, administrator),
      ...functionResources({ lambda, functionUrls, codeFolder: (asset) => assets.copyOf(asset) }),
      ...ruleResources(eventRules),
    };
    const outputs: Record<string, string> = {};
    for (const stack of readAssembly(options.assembly)) Object.assign(outputs, await deploy(stack, makers));
    await secretsManager.idle();

    clients = deployedClients(lambda.functions(), settingsOf);
    const clientSecrets = await registerClients(clients, { api, kms });
    for (const client of options.clients ?? []) api.register(client);
    const state = () => sandboxState({ clock, clients, secretsManager, api, denied: authorisation.denied });
    const consoleServer = await serveConsole({ port: ports.console ?? 0, clock, faults, api, state });
    servers.push(consoleServer);
    return {
      awsEndpoint: awsEndpoint.origin,
      apiBaseUrl,
      consoleUrl: consoleServer.origin,
      clock,
      faults,
      api,
      kms,
      secretsManager,
      lambda,
      eventRules,
      roles,
      credentials,
      authorisation,
      outputs,
      clients,
      consumers: deployedConsumers(lambda.functions(), settingsOf),
      functionUrls,
      clientSecrets,
      state,
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
