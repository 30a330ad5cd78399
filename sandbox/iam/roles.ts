/** An IAM policy document, as the template has it. */
export type PolicyDocument = Readonly<Record<string, unknown>>;

/** A role and what its policies let it do. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly trustPolicy: PolicyDocument;
  /** Identity policies by name, inline ones and attached ones alike. */
  readonly policies: ReadonlyMap<string, PolicyDocument>;
  /** What the policies can allow at most. */
  readonly permissionsBoundary?: PolicyDocument;
  readonly permissionsBoundaryArn?: string;
  readonly description?: string;
  readonly maxSessionSeconds?: number;
  /** Epoch milliseconds. */
  readonly createdAt?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The account's IAM roles. */
export class Roles {
  readonly #byName = new Map<string, Role>();
  readonly #byArn = new Map<string, Role>();
  #revision = 0;

  /** Another number after every change, so that nobody goes by what a policy said before. */
  get revision(): number {
    return this.#revision;
  }

  /** Adds the role, or puts it in the place of the one that has its name. */
  add(role: Role): void {
    this.#byName.set(role.name, role);
    this.#byArn.set(role.arn, role);
    this.#revision += 1;
  }

  /**
   * Gives a role a policy, in the place of the one that has this name.
   * @throws Error when there is no such role
   */
  putPolicy(roleName: string, policyName: string, document: PolicyDocument): void {
    const role = this.named(roleName);
    this.add({ ...role, policies: new Map([...role.policies, [policyName, document]]) });
  }

  /** @throws Error when there is no such role */
  deletePolicy(roleName: string, policyName: string): void {
    const role = this.named(roleName);
    this.add({ ...role, policies: new Map([...role.policies].filter(([name]) => name !== policyName)) });
  }

  /** @throws Error when there is no such role */
  remove(roleName: string): void {
    this.#byArn.delete(this.named(roleName).arn);
    this.#byName.delete(roleName);
    this.#revision += 1;
  }

  /** @throws Error when there is no such role */
  named(name: string): Role {
    const role = this.#byName.get(name);
    if (role === undefined) throw new Error(`There is no role ${name}.`);
    return role;
  }

  withArn(arn: string): Role | undefined {
    return this.#byArn.get(arn);
  }

  all(): readonly Role[] {
    return [...this.#byName.values()];
  }

  exists(arn: string): boolean {
    return this.#byArn.has(arn);
  }
}
