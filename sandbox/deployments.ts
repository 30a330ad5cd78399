import { deployedStack } from './cloudformation/deployed-stack.ts';
import type { StackRecord } from './cloudformation/stack-record.ts';
import type { Clock } from './clock.ts';
import { readAssembly, type SynthesisedStack } from './stack/assembly.ts';
import type { ResourceMakers } from './stack/deployment.ts';
import type { LeftOut } from './stack/left-out.ts';
import { type ResourceChanges, StandingResources } from './stack/stack-update.ts';

interface DeploymentsOptions {
  readonly makers: ResourceMakers;
  readonly changes: ResourceChanges;
  readonly clock: Clock;
}

/** What of an assembly is stood up. */
export interface StackChoice {
  /** Whether what is not Click2Mail's own may be left out, when the sandbox does not know it. */
  readonly mayLeaveOut: boolean;
  /** Names of stacks; all of them when undefined. */
  readonly only?: readonly string[] | undefined;
}

/** The stacks that were deployed here, and can be deployed again when their settings change. */
export class Deployments {
  readonly #clock: Clock;
  readonly #choice: StackChoice;
  readonly #standing: StandingResources;
  readonly #stacks = new Map<string, StackRecord>();
  readonly #deleted: StackRecord[] = [];

  constructor({ makers, changes, clock, ...choice }: DeploymentsOptions & StackChoice) {
    this.#clock = clock;
    this.#choice = choice;
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

  /** What of the stacks does not stand here. */
  get leftOut(): readonly LeftOut[] {
    return this.stacks.flatMap(({ leftOut }) => leftOut);
  }

  /**
   * Deploys the stacks of an assembly, or brings those that stand to what it says.
   * @param assembly folder that `cdk synth` wrote
   * @param isReverting whether to put back what was changed by hand, too
   * @throws Error when the assembly cannot be stood up, or asks for a change that the sandbox cannot make
   */
  async deploy(assembly: string, isReverting: boolean): Promise<void> {
    for (const stack of chosen(readAssembly(assembly), this.#choice)) {
      const former = this.#stacks.get(stack.name);
      const record = await deployedStack(stack, {
        makers: this.#standing.makers(isReverting),
        clock: this.#clock,
        elsewhere: {
          exported: (name) => this.stacks.find(({ exports }) => Object.hasOwn(exports, name))?.exports[name],
          output: (stackName, outputName) => this.#stacks.get(stackName)?.outputs[outputName],
        },
        mayLeaveOut: this.#choice.mayLeaveOut,
      });
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

/** @throws Error when there is no stack of a name */
function chosen(stacks: readonly SynthesisedStack[], { only }: StackChoice): readonly SynthesisedStack[] {
  if (only === undefined) return stacks;
  const names = stacks.map(({ name }) => name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`The assembly has no stack ${unknown}. It has: ${names.join(', ')}.`);
  return stacks.filter(({ name }) => only.includes(name));
}
