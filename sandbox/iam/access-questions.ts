import type { Authorise, CallSubject } from '../aws/authorise.ts';
import type { Caller } from '../aws/aws-service.ts';
import type { AccessRequest, ResourcePlace } from './access-request.ts';
import { alarmRequests } from './alarm-requests.ts';
import { functionRequests } from './function-requests.ts';
import { type GuardedKey, keyRequests } from './key-requests.ts';
import { operatorRequests } from './operator-requests.ts';
import { presentedBy } from './presented-keys.ts';
import { callingPrincipal, type Principal, servicePrincipal } from './principal.ts';
import { becoming, roleRequests } from './role-requests.ts';
import type { Roles } from './roles.ts';
import { type GuardedSecret, secretRequests } from './secret-requests.ts';

/** What calls are about. */
export interface GuardedResources {
  /** By name, ARN, or ARN without its suffix, as the caller may name it. */
  secret(secretId: string, caller: Caller): GuardedSecret | undefined;
  /** By id, key ARN, alias name or alias ARN. */
  key(keyId: string, region: string): GuardedKey | undefined;
  keyOfCiphertext(ciphertext: string, region: string): GuardedKey | undefined;
  /** Resource policy of a function, or of an alias of it, as JSON. */
  functionPolicy(functionName: string, qualifier?: string): string | undefined;
  functionTags(functionName: string): ReadonlyMap<string, string> | undefined;
}

/** What a service does with a resource as itself, on behalf of another resource. */
export interface ServiceAct extends CallSubject {
  /** For example `cloudwatch.amazonaws.com`. */
  readonly service: string;
  /** For example `sns:Publish`. */
  readonly action: string;
  /** ARN; of a key, its id or alias will do. */
  readonly resource: string;
  /** As JSON. Of functions, keys and roles it is known. */
  readonly resourcePolicy?: string | undefined;
}

/** One thing that IAM is asked: a request by somebody, with every condition key. */
export interface AccessQuestion {
  readonly principal: Principal;
  readonly request: AccessRequest;
}

interface AccessQuestionsOptions {
  readonly place: ResourcePlace;
  readonly roles: Roles;
  readonly resources: GuardedResources;
}

type Call = Parameters<Authorise>[0];

/** What the calls of people, functions and services ask of IAM. */
export class AccessQuestions {
  readonly #options: AccessQuestionsOptions;

  constructor(options: AccessQuestionsOptions) {
    this.#options = options;
  }

  /** What a call asks; nothing where it names nothing that there is, which the service refuses. */
  ofCall(call: Call): AccessQuestion[] {
    const { roles } = this.#options;
    const place = this.#placeOf(call);
    const principal = callingPrincipal(call.caller, roles, place.accountId);
    const isForwarded = call.via !== undefined;
    return this.#requestsOf(call).map((request) => this.#question(principal, request, isForwarded, place.region));
  }

  /**
   * What a service asks that acts as itself.
   * @throws Error for an act of which nobody knows what the service presents
   */
  ofService(act: ServiceAct): AccessQuestion[] {
    const { service, action } = act;
    const { keys, encryptionContext } = presentedBy({ service, as: 'service', action }, act, this.#options.place);
    const input = encryptionContext === undefined ? {} : { EncryptionContext: encryptionContext };
    const principal = servicePrincipal(service);
    return this.#requestsOfService(act, input).map((request) =>
      this.#question(principal, { ...request, context: { ...request.context, ...keys } }, false),
    );
  }

  /** What Lambda asks with a function's role before it writes to the function's log. */
  ofLogWriting(caller: Caller, logGroup: string, logStream: string): AccessQuestion[] {
    const { roles, place } = this.#options;
    const { partition, region, accountId } = place;
    const resource = `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroup}:log-stream:${logStream}`;
    const principal = callingPrincipal(caller, roles, accountId);
    return ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => {
      const { keys: context } = presentedBy({ service: 'lambda.amazonaws.com', as: 'role', action }, {}, place);
      return this.#question(principal, { action, resource, context }, false);
    });
  }

  #requestsOf(call: Call): AccessRequest[] {
    const { service, operation, input, caller } = call;
    const { resources, roles } = this.#options;
    const place = this.#placeOf(call);
    switch (service) {
      case 'secretsmanager':
        return secretRequests(operation, input, { place, secretOf: (secretId) => resources.secret(secretId, caller) });
      case 'kms':
        return this.#keyRequests(call);
      case 'lambda':
        return this.#functionRequests(operation, input, call.via);
      case 'cloudformation':
      case 'logs':
      case 'iam':
      case 'events':
        return operatorRequests(service, operation, input, { place, roles });
      case 'monitoring':
        return alarmRequests(operation, input, place);
      case 'sts':
        return roleRequests(operation, input, roles);
      case 'click2mail':
        return [];
    }
  }

  #requestsOfService({ action, resource, resourcePolicy }: ServiceAct, input: Call['input']): AccessRequest[] {
    const [service, operation = ''] = action.split(':');
    if (action === 'lambda:InvokeFunction') return this.#functionRequests('Invoke', { FunctionName: resource });
    if (action === 'sts:AssumeRole') return [becoming(resource, this.#options.roles)];
    if (service === 'kms') {
      return keyRequests(operation, { KeyId: resource, ...input }, this.#keysGuard(this.#options.place, {}));
    }
    return [{ action, resource, context: {}, resourcePolicy }];
  }

  #keyRequests(call: Call): AccessRequest[] {
    const { operation, input, caller, via } = call;
    const place = this.#placeOf(call);
    const guard = (context: AccessRequest['context']) => this.#keysGuard(place, context);
    const callerAccount = caller.accountId;
    if (via === undefined) return keyRequests(operation, input, guard({ 'kms:CallerAccount': callerAccount }));
    const calling = { service: via.service, as: 'caller', action: `kms:${operation}` } as const;
    const { keys, encryptionContext } = presentedBy(calling, { ...via, callerAccount }, place);
    return keyRequests(operation, { ...input, EncryptionContext: encryptionContext }, guard(keys));
  }

  #keysGuard(place: ResourcePlace, context: AccessRequest['context']) {
    const { resources } = this.#options;
    return {
      place,
      keyOf: (keyId: string) => resources.key(keyId, place.region),
      keyOfCiphertext: (ciphertext: string) => resources.keyOfCiphertext(ciphertext, place.region),
      context,
    };
  }

  /** Secrets' replicas and their keys are in other regions. */
  #placeOf({ caller }: Call): ResourcePlace {
    const { place } = this.#options;
    return caller.region === undefined ? place : { ...place, region: caller.region };
  }

  #functionRequests(operation: string, input: Call['input'], via?: Call['via']): AccessRequest[] {
    const { place, resources } = this.#options;
    const requests = functionRequests(operation, input, {
      place,
      policyOf: (name, qualifier) => resources.functionPolicy(name, qualifier),
      tagsOf: (name) => resources.functionTags(name),
    });
    if (via === undefined) return requests;
    return requests.map((request) => {
      const calling = { service: via.service, as: 'caller', action: request.action } as const;
      return { ...request, context: { ...request.context, ...presentedBy(calling, via, place).keys } };
    });
  }

  /** With the global keys of every request: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
  #question(
    principal: Principal,
    request: AccessRequest,
    isForwarded: boolean,
    region = this.#options.place.region,
  ): AccessQuestion {
    const { accountId } = this.#options.place;
    const context = {
      ...principal.context,
      'aws:RequestedRegion': region,
      'aws:ResourceAccount': accountId,
      // On AWS nobody comes in without.
      'aws:SecureTransport': 'true',
      'aws:ViaAWSService': String(isForwarded),
      ...request.context,
    };
    return { principal, request: { ...request, context } };
  }
}
