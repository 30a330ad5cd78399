import type { StackRecord } from './cloudformation/stack-record.ts';
import { Deployments, type StackChoice } from './deployments.ts';
import { isOwnFunction } from './own-functions.ts';
import type { Services } from './services.ts';
import type { LeftOut } from './stack/left-out.ts';
import { type LocalAssets, settingsOf } from './stack/local-assets.ts';
import { stackResources } from './stack/resources.ts';
import {
  type DeployedClient,
  deployedClients,
  type DeployedConsumer,
  deployedConsumers,
  registerClients,
} from './token-clients.ts';

/**
 * The stacks that stand on this machine, and whom they rotate and vend tokens for. The services ask for them before
 * anything stands, and so before it is said what they stand on.
 */
export class StandingStacks {
  /** Whoever holds this list, or the next, sees in it what stands now. */
  readonly clients: DeployedClient[] = [];
  readonly consumers: DeployedConsumer[] = [];
  /** What Click2Mail told an operator: the clients' secrets by client id. */
  readonly clientSecrets = new Map<string, string>();
  #services: Services | undefined;
  #deployments: Deployments | undefined;

  standOn(services: Services, assets: LocalAssets, choice: StackChoice): void {
    const { clock } = services;
    this.#services = services;
    this.#deployments = new Deployments({ ...stackResources(services, assets), clock, ...choice });
  }

  get records(): readonly StackRecord[] {
    return this.#deployments?.stacks ?? [];
  }

  /** Those that stood once, newest last. */
  get deleted(): readonly StackRecord[] {
    return this.#deployments?.deleted ?? [];
  }

  /** Of all stacks. */
  get outputs(): Readonly<Record<string, string>> {
    return this.#deployments?.outputs ?? {};
  }

  /** What of the stacks does not stand here. */
  get leftOut(): readonly LeftOut[] {
    return this.#deployments?.leftOut ?? [];
  }

  /**
   * Deploys the stacks of an assembly, or brings those that stand to what it says. Clients that come with it are
   * registered at the API.
   * @param revertDrift puts back what was changed by hand, too
   * @throws Error when the assembly cannot be stood up, or asks for a change that the sandbox cannot make
   */
  async deploy(assembly: string, { revertDrift = false }: { readonly revertDrift?: boolean } = {}): Promise<void> {
    await this.#deployments?.deploy(assembly, revertDrift);
    await this.#services?.secretsManager.idle();
    this.#seeWhatStands();
    await this.#registerStrangers();
  }

  /** Deletes a stack, as far as its template lets it. */
  async delete(name: string): Promise<void> {
    await this.#services?.secretsManager.idle();
    await this.#deployments?.delete(name);
    this.#seeWhatStands();
  }

  #seeWhatStands(): void {
    const all = this.#services?.lambda.functions() ?? [];
    const functions = all.filter(({ environment }) => isOwnFunction(environment));
    this.clients.splice(0, Infinity, ...deployedClients(functions, settingsOf));
    this.consumers.splice(0, Infinity, ...deployedConsumers(functions, settingsOf));
  }

  async #registerStrangers(): Promise<void> {
    if (this.#services === undefined) return;
    const strangers = this.clients.filter(({ settings }) => !this.clientSecrets.has(settings.clientId));
    for (const [clientId, secret] of await registerClients(strangers, this.#services)) {
      this.clientSecrets.set(clientId, secret);
    }
  }
}
