/** An IAM policy document, as the template has it. */
export type PolicyDocument = Readonly<Record<string, unknown>>;

/** A role and what its policies let it do. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly trustPolicy: PolicyDocument;
  /** Identity policies by name, inline ones and attached ones alike. */
  readonly policies: Map<string, PolicyDocument>;
}

/** The account's IAM roles. */
export class Roles {
  readonly #byName = new Map<string, Role>();

  add(role: Role): void {
    this.#byName.set(role.name, role);
  }

  /** @throws Error when there is no such role */
  named(name: string): Role {
    const role = this.#byName.get(name);
    if (role === undefined) throw new Error(`There is no role ${name}.`);
    return role;
  }

  all(): readonly Role[] {
    return [...this.#byName.values()];
  }

  exists(arn: string): boolean {
    return this.all().some((role) => role.arn === arn);
  }
}
