import type { Authorise, Caller } from '../aws/aws-service.ts';
import type { Clock } from '../clock.ts';
import { accessDenied } from './access-denied.ts';
import type { AccessRequest, ResourcePlace } from './access-request.ts';
import { functionRequests } from './function-requests.ts';
import { type GuardedKey, keyRequests } from './key-requests.ts';
import { operatorRequests } from './operator-requests.ts';
import type { Verdict } from './policy-evaluation.ts';
import { PolicySets } from './policy-sets.ts';
import { type ActingService, callingPrincipal, type Principal, servicePrincipal } from './principal.ts';
import { becoming, roleRequests } from './role-requests.ts';
import type { Roles } from './roles.ts';
import { type GuardedSecret, secretRequests } from './secret-requests.ts';

/** What calls are about. */
export interface GuardedResources {
  /** By name, ARN, or ARN without its suffix, as the caller may name it. */
  secret(secretId: string, caller: Caller): GuardedSecret | undefined;
  /** By id, key ARN, alias name or alias ARN. */
  key(keyId: string): GuardedKey | undefined;
  keyOfCiphertext(ciphertext: string): GuardedKey | undefined;
  /** Resource policy of a function, or of an alias of it, as JSON. */
  functionPolicy(functionName: string, qualifier?: string): string | undefined;
  functionTags(functionName: string): ReadonlyMap<string, string> | undefined;
}

/** A call that was refused. */
export interface DeniedCall {
  /** ARN of the caller's session, or name of the service. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

interface AuthorisationOptions {
  readonly clock: Clock;
  readonly place: ResourcePlace;
  readonly roles: Roles;
  readonly resources: GuardedResources;
}

const MOST_DENIALS_KEPT = 1000;

/**
 * Decides over every call by the policies of the template, and remembers what it refused. The account's administrator
 * may do everything.
 */
export class Authorisation {
  readonly #options: AuthorisationOptions;
  readonly #denied: DeniedCall[] = [];
  readonly #policySets: PolicySets;

  constructor(options: AuthorisationOptions) {
    this.#options = options;
    this.#policySets = new PolicySets(options.roles);
  }

  /** The last thousand refusals, newest last. */
  get denied(): readonly DeniedCall[] {
    return this.#denied;
  }

  /** @throws AwsError `AccessDeniedException` */
  readonly authorise: Authorise = (call) => {
    if (call.caller.isAdministrator) return;
    const { roles, place } = this.#options;
    const principal = callingPrincipal(call.caller, roles, place.accountId);
    for (const request of this.#requestsOf(call)) {
      const verdict = this.#verdictOn(principal, request);
      if (!verdict.allowed) throw accessDenied(principal.arn, request, verdict);
    }
  };

  /** Whether a service may invoke a function, by the function's resource policy. */
  serviceMayInvoke(service: ActingService, functionArn: string): boolean {
    const requests = this.#functionRequests('Invoke', { FunctionName: functionArn });
    return requests.every((request) => this.#verdictOn(servicePrincipal(service), request).allowed);
  }

  /** Whether Lambda may run functions with this role, by the role's trust policy. */
  lambdaMayAssume(roleArn: string): boolean {
    const lambda = servicePrincipal({ service: 'lambda.amazonaws.com' });
    return this.#verdictOn(lambda, becoming(roleArn, this.#options.roles)).allowed;
  }

  /** Whether a function may write to its log, by the policies of its role. */
  mayWriteLog(caller: Caller, logGroup: string, logStream: string): boolean {
    const { roles, place } = this.#options;
    const { partition, region, accountId } = place;
    const resource = `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroup}:log-stream:${logStream}`;
    const principal = callingPrincipal(caller, roles, accountId);
    return ['logs:CreateLogStream', 'logs:PutLogEvents'].every(
      (action) => this.#verdictOn(principal, { action, resource, context: {} }).allowed,
    );
  }

  #requestsOf({ service, operation, input, caller, viaService }: Parameters<Authorise>[0]): AccessRequest[] {
    const { place, resources, roles } = this.#options;
    switch (service) {
      case 'secretsmanager':
        return secretRequests(operation, input, { place, secretOf: (secretId) => resources.secret(secretId, caller) });
      case 'kms':
        return keyRequests(operation, input, {
          place,
          keyOf: (keyId) => resources.key(keyId),
          keyOfCiphertext: (ciphertext) => resources.keyOfCiphertext(ciphertext),
          context: {
            'kms:CallerAccount': caller.accountId,
            'aws:ViaAWSService': String(viaService !== undefined),
            ...(viaService === undefined ? {} : { 'kms:ViaService': `${viaService}.${place.region}.amazonaws.com` }),
          },
        });
      case 'lambda':
        return this.#functionRequests(operation, input);
      case 'cloudformation':
      case 'logs':
      case 'iam':
        return operatorRequests(service, operation, input, place);
      case 'sts':
        return roleRequests(operation, input, roles);
      case 'click2mail':
        return [];
    }
  }

  #functionRequests(operation: string, input: Parameters<Authorise>[0]['input']): AccessRequest[] {
    const { place, resources } = this.#options;
    return functionRequests(operation, input, {
      place,
      policyOf: (name, qualifier) => resources.functionPolicy(name, qualifier),
      tagsOf: (name) => resources.functionTags(name),
    });
  }

  #verdictOn(principal: Principal, request: AccessRequest): Verdict {
    const { region, accountId } = this.#options.place;
    const { action, resource, context, resourcePolicy } = request;
    const verdict = this.#policySets.of(principal, resourcePolicy).verdictOn({
      principal: principal.arn,
      action,
      resource,
      resourceAccountId: accountId,
      context: {
        ...principal.context,
        'aws:RequestedRegion': region,
        'aws:ResourceAccount': accountId,
        // On AWS nobody comes in without.
        'aws:SecureTransport': 'true',
        ...context,
      },
    });
    if (!verdict.allowed) this.#remember({ principal: principal.arn, action, resource, at: this.#options.clock.now() });
    return verdict;
  }

  #remember(denial: DeniedCall): void {
    this.#denied.push(denial);
    if (this.#denied.length > MOST_DENIALS_KEPT) this.#denied.shift();
  }
}
