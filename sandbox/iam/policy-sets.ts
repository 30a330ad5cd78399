import { PolicySet } from './policy-set.ts';
import type { Principal } from './principal.ts';
import type { PolicyDocument, Roles } from './roles.ts';

const MOST_KEPT = 2000;

/**
 * The policy sets of all principals and resources. A resource's policy is known by its text, so that another text is
 * another set; when a role's policies change, all sets are made anew.
 */
export class PolicySets {
  readonly #roles: Roles;
  readonly #sets = new Map<string, Map<string | undefined, PolicySet>>();
  #count = 0;
  #revision = 0;

  constructor(roles: Roles) {
    this.#roles = roles;
  }

  /** @param resourcePolicy as JSON */
  of({ identity, policies }: Principal, resourcePolicy: string | undefined): PolicySet {
    if (this.#revision !== this.#roles.revision || this.#count >= MOST_KEPT) this.#forget();
    const sets = this.#sets.get(identity) ?? new Map<string | undefined, PolicySet>();
    this.#sets.set(identity, sets);
    const known = sets.get(resourcePolicy);
    if (known !== undefined) return known;
    const resource = resourcePolicy === undefined ? undefined : (JSON.parse(resourcePolicy) as PolicyDocument);
    const set = new PolicySet({ ...policies, resource });
    sets.set(resourcePolicy, set);
    this.#count += 1;
    return set;
  }

  #forget(): void {
    this.#sets.clear();
    this.#count = 0;
    this.#revision = this.#roles.revision;
  }
}
