import { isDeepStrictEqual } from 'node:util';
import type { NewResource, ResourceMaker, ResourceMakers } from './deployment.ts';
import type { PhysicalResource } from './intrinsics.ts';

/** A resource that stands, as it was made or last changed. */
export interface StandingResource {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly physical: PhysicalResource;
  /** Whether it stays when its stack is deleted, or it leaves the template. */
  readonly isKept: boolean;
}

/** How resources of one type change when their stack is deployed again. */
interface ResourceChange {
  /** Properties that change in place. CloudFormation makes another resource for the others, which the sandbox does not. */
  readonly changeable?: readonly string[];
  change?(resource: NewResource, standing: StandingResource): Promise<void>;
  /** Whether making it once more puts back what was changed of it by hand; where it is absent, `change` does. */
  readonly isMadeAnew?: true;
  /** Takes away a resource that is not kept; the sandbox cannot do without it where it is absent. */
  remove?(standing: StandingResource): Promise<void>;
}

/** Changes by CloudFormation type. */
export type ResourceChanges = Readonly<Record<string, ResourceChange>>;

/**
 * The resources that stand, so that a stack can be deployed again: what is new is made, what differs is changed in
 * place, and the rest is left alone.
 */
export class StandingResources {
  readonly #makers: ResourceMakers;
  readonly #changes: ResourceChanges;
  /** By stack, then by logical id. */
  readonly #standing = new Map<string, Map<string, StandingResource>>();

  constructor(makers: ResourceMakers, changes: ResourceChanges) {
    this.#makers = makers;
    this.#changes = changes;
  }

  /**
   * Makers for `deploy` that make only what does not stand.
   * @param isReverting whether they also put back what was changed by hand
   */
  makers(isReverting: boolean): ResourceMakers {
    const made = Object.entries(this.#makers).map(
      ([type, make]) =>
        [type, (resource: NewResource) => this.#makeOrChange(type, make, resource, isReverting)] as const,
    );
    return Object.fromEntries(made);
  }

  /**
   * Removes what a stack's template no longer has, and forgets what is kept of it.
   * @throws Error for a type that the sandbox cannot remove
   */
  async removeAllBut(stackName: string, logicalIds: readonly string[]): Promise<void> {
    const ofStack = this.#ofStack(stackName);
    // The later of two resources may need the earlier one.
    for (const [logicalId, standing] of [...ofStack].toReversed()) {
      if (logicalIds.includes(logicalId)) continue;
      if (!standing.isKept) await this.#remove(logicalId, standing);
      ofStack.delete(logicalId);
    }
  }

  async #remove(logicalId: string, standing: StandingResource): Promise<void> {
    const change = this.#changes[standing.type];
    if (change?.remove === undefined) {
      throw new Error(`The sandbox cannot remove ${logicalId}, of type ${standing.type}: start it anew.`);
    }
    await change.remove(standing);
  }

  async #makeOrChange(
    type: string,
    make: ResourceMaker,
    resource: NewResource,
    isReverting: boolean,
  ): Promise<PhysicalResource> {
    const { logicalId, stackName, properties, isKept = false } = resource;
    const standing = this.#ofStack(stackName).get(logicalId);
    const isMade = standing === undefined || (isReverting && this.#changes[type]?.isMadeAnew === true);
    const physical = isMade ? await make(resource) : await this.#changed(type, resource, standing, isReverting);
    this.#ofStack(stackName).set(logicalId, { type, properties, physical, isKept });
    return physical;
  }

  async #changed(
    type: string,
    resource: NewResource,
    standing: StandingResource,
    isReverting: boolean,
  ): Promise<PhysicalResource> {
    const { logicalId, properties } = resource;
    const names = new Set([...Object.keys(properties), ...Object.keys(standing.properties)]);
    const different = [...names].filter((name) => !isDeepStrictEqual(properties[name], standing.properties[name]));
    if (different.length === 0 && !isReverting) return standing.physical;
    const fixed = different.filter((name) => this.#changes[type]?.changeable?.includes(name) !== true);
    if (fixed.length > 0) {
      throw new Error(`The sandbox cannot change ${fixed.join(', ')} of ${logicalId}, of type ${type}: start it anew.`);
    }
    await this.#changes[type]?.change?.(resource, standing);
    return standing.physical;
  }

  #ofStack(stackName: string): Map<string, StandingResource> {
    const known = this.#standing.get(stackName) ?? new Map<string, StandingResource>();
    this.#standing.set(stackName, known);
    return known;
  }
}
