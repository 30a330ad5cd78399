import type { PolicyDocument } from './roles.ts';

/** The account's managed policies. AWS's own are not among them: the sandbox does not know what they say today. */
export class ManagedPolicies {
  readonly #byArn = new Map<string, PolicyDocument>();

  add(arn: string, document: PolicyDocument): void {
    this.#byArn.set(arn, document);
  }

  /** @throws Error for a policy that no template of the assembly makes */
  withArn(arn: string): PolicyDocument {
    const document = this.#byArn.get(arn);
    if (document === undefined) {
      throw new Error(
        `The sandbox does not know the managed policy ${arn}: it has only those that the template makes.`,
      );
    }
    return document;
  }
}
