import { SANDBOX_ACCOUNT, SANDBOX_PARTITION, SANDBOX_REGION } from '../aws/aws-service.ts';
import type { Template } from './assembly.ts';
import { ownResources } from './own-resources.ts';

/** What of an app does not stand here, because the sandbox does not know it. */
export interface LeftOut {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly reason: string;
}

/** There is no network in the sandbox: that a function of ours is told of one changes nothing. */
const NETWORK = 'AWS::EC2::';

/** What is left out of a stack, and what the others are given in its place. */
export class LeftOutOfStack {
  readonly list: LeftOut[] = [];
  readonly #stack: string;
  readonly #template: Template;
  readonly #own: ReadonlySet<string>;

  constructor(stack: string, template: Template) {
    this.#stack = stack;
    this.#template = template;
    this.#own = ownResources(template);
  }

  /** Whether a resource may be left out: what rotates, revokes or vends tokens may not. */
  allows(logicalId: string): boolean {
    return !this.#own.has(logicalId);
  }

  add(logicalId: string, reason: string): void {
    const type = this.#template.Resources[logicalId]?.Type ?? '';
    this.list.push({ stack: this.#stack, logicalId, type, reason });
  }

  /**
   * What a resource is given that refers to one that is left out: an ARN of nothing, so that the rest of a role's policy
   * still holds.
   * @throws Error when the resource is Click2Mail's own
   */
  standIn(logicalId: string, forResource: string): string | undefined {
    const leftOut = this.list.find((one) => one.logicalId === logicalId);
    if (leftOut === undefined) return undefined;
    if (!this.allows(forResource) && !leftOut.type.startsWith(NETWORK)) {
      throw new Error(`${forResource} needs ${logicalId}, which cannot be left out, then. ${leftOut.reason}`);
    }
    return `arn:${SANDBOX_PARTITION}:left-out:${SANDBOX_REGION}:${SANDBOX_ACCOUNT}:${logicalId}`;
  }
}
