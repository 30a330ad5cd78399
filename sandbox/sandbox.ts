import type { Credentials } from './aws/credentials.ts';
import { type Click2MailApi, serveClick2MailApi } from './click2mail-api/click2mail-api.ts';
import { Clock } from './clock.ts';
import type { CloudWatch } from './cloudwatch/cloudwatch.ts';
import { openConsole } from './console/console.ts';
import type { SandboxState } from './console/state.ts';
import type { TokenOrders } from './console/token-orders.ts';
import type { EventRules } from './events/event-rules.ts';
import type { Faults } from './faults.ts';
import type { AccessQuestion } from './iam/access-questions.ts';
import type { Authorisation } from './iam/authorisation.ts';
import type { Roles } from './iam/roles.ts';
import type { Kms } from './kms/kms.ts';
import type { FunctionUrls } from './lambda/function-urls.ts';
import type { Lambda } from './lambda/lambda.ts';
import type { LoopbackPort } from './loopback-server.ts';
import type { SecretsManager } from './secrets-manager/secrets-manager.ts';
import { type Published, publishedOf } from './published.ts';
import { type ServicesOptions, startServices } from './services.ts';
import type { Topics } from './sns/topics.ts';
import type { LeftOut } from './stack/left-out.ts';
import { LocalAssets } from './stack/local-assets.ts';
import { StandingStacks } from './standing-stacks.ts';
import type { DeployedClient, DeployedConsumer } from './token-clients.ts';

export interface SandboxOptions {
  /** Folder that `cdk synth` wrote. */
  readonly assembly: string;
  /** Names of its stacks to stand up; all of them when absent. */
  readonly stacks?: readonly string[] | undefined;
  /**
   * Whether the assembly is of an app with other things in it: what the sandbox does not know of them is left out. When
   * absent, it is an error.
   */
  readonly mayLeaveOut?: boolean;
  /** What is left out takes any free port. */
  readonly ports?: { readonly aws?: LoopbackPort; readonly api?: LoopbackPort; readonly console?: LoopbackPort };
  /** API clients besides those of the stack, for people who try their own code. */
  readonly clients?: readonly { readonly clientId: string; readonly clientSecret: string }[];
  readonly clock?: Clock;
  /** What `/health` says; always when absent. */
  readonly isReady?: () => boolean;
  /** How many requests of one API client are answered in any 60 seconds; 600 when absent. */
  readonly requestsPerMinute?: number;
  /** Told every secret that the sandbox hands out or is handed. */
  readonly onSecret?: (value: string) => void;
  /** Told every line that a function writes. */
  readonly onOutput?: (functionName: string, line: string) => void;
  /** Told of everything that IAM allows to anybody but the administrator. */
  readonly onAllowed?: (question: AccessQuestion) => void;
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
  /** What of the stacks does not stand here. */
  readonly leftOut: readonly LeftOut[];
  state(): SandboxState;
  /** What it tells of itself at its AWS endpoint. */
  published(): Published;
  /** What a person orders of the clients' tokens. */
  readonly tokens: TokenOrders;
  /**
   * Brings the stacks to what another assembly says, as a deployment of changed settings does; with `revertDrift` it puts
   * back what was changed by hand, too.
   * @throws Error when it asks for a change that the sandbox cannot make
   */
  deploy(assembly: string, options?: { readonly revertDrift?: boolean }): Promise<void>;
  /** Ends every process and closes every port. */
  stop(): Promise<void>;
}

/**
 * Stands a synthesised stack up on this machine: its functions run as the bundles that would be deployed, each in a
 * process of its own with the credentials of its role. Two things are changed and nothing else: the API's base URL,
 * and that the signing keys are registered there by themselves. Time passes from the start, as it does on AWS.
 * @throws Error when the assembly cannot be stood up, or a port is taken
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { ports = {}, isReady = () => true } = options;
  const stacks = new StandingStacks();
  let standing: Sandbox | undefined;
  const services = await startServices(servicesFor(stacks, options, () => standing?.published()));
  const toClose: (() => Promise<void> | void)[] = [() => services.awsEndpoint.close()];
  const stop = async () => {
    services.clock.stop();
    await services.lambda.stop();
    for (const close of toClose.toReversed()) await close();
  };
  try {
    const apiServer = await serveClick2MailApi({ port: ports.api ?? 0, api: services.api });
    toClose.push(() => apiServer.close());
    const apiBaseUrl = `${apiServer.origin}/v2`;
    const assets = new LocalAssets(apiBaseUrl);
    toClose.push(() => assets.remove());

    stacks.standOn(services, assets, { mayLeaveOut: options.mayLeaveOut ?? false, only: options.stacks });
    await stacks.deploy(options.assembly);
    for (const client of options.clients ?? []) services.api.register(client);
    services.vendLog.watch(stacks.consumers);

    const { server, state, tokens } = await openConsole(services, stacks, { port: ports.console ?? 0, isReady });
    toClose.push(() => server.close());
    const { clients, consumers, clientSecrets } = stacks;
    const where = { awsEndpoint: services.awsEndpoint.origin, apiBaseUrl, consoleUrl: server.origin };
    standing = {
      ...services,
      ...where,
      get outputs() {
        return stacks.outputs;
      },
      get leftOut() {
        return stacks.leftOut;
      },
      clients,
      consumers,
      clientSecrets,
      state,
      tokens,
      published: () => publishedOf({ ...where, consumers, stackNames: stacks.records.map(({ name }) => name) }),
      deploy: (assembly, deploying) => stacks.deploy(assembly, deploying),
      stop,
    };
    return standing;
  } catch (error) {
    await stop();
    throw error;
  }
}

function servicesFor(
  stacks: StandingStacks,
  options: SandboxOptions,
  published: () => Published | undefined,
): ServicesOptions {
  const { clock = new Clock(), onSecret = () => undefined, onOutput = () => undefined, ports = {} } = options;
  return {
    clock,
    awsPort: ports.aws ?? 0,
    requestsPerMinute: options.requestsPerMinute,
    onSecret,
    onOutput,
    onAllowed: options.onAllowed,
    published,
    deployed: {
      stacks: () => stacks.records,
      deleted: () => stacks.deleted,
      deleteStack: (name) => stacks.delete(name),
      clients: () => stacks.clients,
    },
  };
}
