import { deployedStack } from './cloudformation/deployed-stack.ts';
import type { StackRecord } from './cloudformation/stack-record.ts';
import type { Clock } from './clock.ts';
import { readAssembly } from './stack/assembly.ts';
import type { ResourceMakers } from './stack/deployment.ts';
import { type ResourceChanges, StandingResources } from './stack/stack-update.ts';

interface DeploymentsOptions {
  readonly makers: ResourceMakers;
  readonly changes: ResourceChanges;
  readonly clock: Clock;
}

/** The stacks that were deployed here, and can be deployed again when their settings change. */
export class Deployments {
  readonly #clock: Clock;
  readonly #standing: StandingResources;
  readonly #stacks = new Map<string, StackRecord>();
  readonly #deleted: StackRecord[] = [];

  constructor({ makers, changes, clock }: DeploymentsOptions) {
    this.#clock = clock;
    this.#standing = new StandingResources(makers, changes);
  }

  get stacks(): readonly StackRecord[] {
    return [...this.#stacks.values()];
  }

  /** Those that stood once, newest last. */
  get deleted(): readonly StackRecord[] {
    return this.#deleted;
  }

  /** Of all stacks. */
  get outputs(): Readonly<Record<string, string>> {
    return Object.assign({}, ...this.stacks.map(({ outputs }) => outputs)) as Record<string, string>;
  }

  /**
   * Deploys the stacks of an assembly, or brings those that stand to what it says.
   * @param assembly folder that `cdk synth` wrote
   * @param isReverting whether to put back what was changed by hand, too
   * @throws Error when the assembly cannot be stood up, or asks for a change that the sandbox cannot make
   */
  async deploy(assembly: string, isReverting: boolean): Promise<void> {
    for (const stack of readAssembly(assembly)) {
      const former = this.#stacks.get(stack.name);
      const record = await deployedStack(stack, this.#standing.makers(isReverting), this.#clock);
      await this.#standing.removeAllBut(stack.name, Object.keys(stack.template.Resources));
      const times = former && { createdAt: former.createdAt, updatedAt: record.createdAt };
      this.#stacks.set(stack.name, { ...record, ...times });
    }
  }

  /**
   * Deletes a stack: what it made, but for what its template keeps, the latest first. A resource that cannot be deleted
   * is told in the stack's record, as CloudFormation does.
   */
  async delete(name: string): Promise<void> {
    const stack = this.#stacks.get(name);
    if (stack === undefined) return;
    try {
      await this.#standing.removeAllBut(name, []);
      this.#stacks.delete(name);
      this.#deleted.push({ ...stack, deletedAt: this.#clock.now() });
    } catch (error) {
      const deletionFailure = error instanceof Error ? error.message : String(error);
      this.#stacks.set(name, { ...stack, deletionFailure });
    }
  }
}
