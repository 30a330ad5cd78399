import type { Authorise } from '../aws/authorise.ts';
import type { Caller } from '../aws/aws-service.ts';
import type { Clock } from '../clock.ts';
import { accessDenied, reasonOf } from './access-denied.ts';
import { type AccessQuestion, AccessQuestions, type GuardedResources, type ServiceAct } from './access-questions.ts';
import type { ResourcePlace } from './access-request.ts';
import type { Verdict } from './policy-evaluation.ts';
import { PolicySets } from './policy-sets.ts';
import type { Roles } from './roles.ts';

/** A call that was refused. */
export interface DeniedCall {
  /** ARN of the caller's session, or name of the service. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** Which policy refused it, in AWS's words: `no resource-based policy allows the lambda:InvokeFunction action`. */
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

interface AuthorisationOptions {
  readonly clock: Clock;
  readonly place: ResourcePlace;
  readonly roles: Roles;
  readonly resources: GuardedResources;
  /** Told of everything that is allowed to anybody but the administrator. */
  readonly onAllowed?: ((question: AccessQuestion) => void) | undefined;
}

const MOST_DENIALS_KEPT = 1000;

/**
 * Decides over every call by the policies of the template, and remembers what it refused. The account's administrator
 * may do everything.
 */
export class Authorisation {
  readonly questions: AccessQuestions;
  readonly #options: AuthorisationOptions;
  readonly #denied: DeniedCall[] = [];
  readonly #policySets: PolicySets;

  constructor(options: AuthorisationOptions) {
    this.#options = options;
    this.questions = new AccessQuestions(options);
    this.#policySets = new PolicySets(options.roles);
  }

  /** The last thousand refusals, newest last. */
  get denied(): readonly DeniedCall[] {
    return this.#denied;
  }

  /** @throws AwsError `AccessDeniedException` */
  readonly authorise: Authorise = (call) => {
    if (call.caller.isAdministrator) return;
    for (const question of this.questions.ofCall(call)) {
      const verdict = this.#verdictOn(question);
      if (!verdict.allowed) throw accessDenied(question.principal.arn, question.request, verdict);
    }
  };

  /**
   * Whether a service may do something with a resource as itself, by the resource's policy; it may do nothing with what
   * there is not.
   * @throws Error for an act of which nobody knows what the service presents: see `service-calls.ts`
   */
  serviceMay(act: ServiceAct): boolean {
    const questions = this.questions.ofService(act);
    return questions.length > 0 && questions.every((question) => this.#verdictOn(question).allowed);
  }

  /** Whether a function may write to its log, by the policies of its role. */
  mayWriteLog(caller: Caller, logGroup: string, logStream: string): boolean {
    return this.questions
      .ofLogWriting(caller, logGroup, logStream)
      .every((question) => this.#verdictOn(question).allowed);
  }

  #verdictOn(question: AccessQuestion): Verdict {
    const { principal, request } = question;
    const { action, resource, context, resourcePolicy } = request;
    const verdict = this.#policySets.of(principal, resourcePolicy).verdictOn({
      principal: principal.arn,
      action,
      resource,
      resourceAccountId: this.#options.place.accountId,
      context,
    });
    if (verdict.allowed) this.#options.onAllowed?.(question);
    else {
      const [at, reason] = [this.#options.clock.now(), reasonOf(action, verdict)];
      this.#remember({ principal: principal.arn, action, resource, reason, at });
    }
    return verdict;
  }

  #remember(denial: DeniedCall): void {
    this.#denied.push(denial);
    if (this.#denied.length > MOST_DENIALS_KEPT) this.#denied.shift();
  }
}
