import type { AccessQuestion } from '../../sandbox/iam/access-questions.ts';
import { evaluate } from '../../sandbox/iam/policy-evaluation.ts';
import { documentWithout, type GrantedAction } from './narrowed-assembly.ts';

/** Everything that roles were allowed while a sandbox ran, with the policies that allowed it. */
export class RightsRecord {
  readonly #allowed = new Map<string, AccessQuestion>();

  /** Takes what a sandbox is told to have been allowed. */
  readonly add = (question: AccessQuestion): void => {
    const { principal, request } = question;
    this.#allowed.set(JSON.stringify([principal.identity, request]), question);
  };

  /** How many different requests there were. */
  get size(): number {
    return this.#allowed.size;
  }

  /** Whether something that was allowed would have been refused without this action of this statement. */
  needs(granted: GrantedAction): boolean {
    return [...this.#allowed.values()].some((question) => isRefusedWithout(granted, question));
  }
}

/** An inline policy has its logical id for a name. */
function isRefusedWithout(granted: GrantedAction, { principal, request }: AccessQuestion): boolean {
  const { action, resource, context, resourcePolicy } = request;
  const { identity } = principal.policies;
  const document = identity.get(granted.policy);
  if (document === undefined || action !== granted.action) return false;
  const narrowed = documentWithout(document as unknown as Parameters<typeof documentWithout>[0], granted);
  const verdict = evaluate(
    { principal: principal.arn, action, resource, resourceAccountId: ACCOUNT, context },
    {
      ...principal.policies,
      identity: new Map([...identity, [granted.policy, { ...narrowed }]]),
      resource: resourcePolicy === undefined ? undefined : (JSON.parse(resourcePolicy) as Record<string, unknown>),
    },
  );
  return !verdict.allowed;
}

const ACCOUNT = '123456789012';
