import { AwsError, type JsonService, type WireObject } from '../aws/aws-service.ts';
import { formList, formObjects } from '../aws/query-form.ts';
import { RequestFields } from '../aws/request-fields.ts';
import type { ResourcePlace } from './access-request.ts';
import { type ContextValues, evaluate, type Verdict } from './policy-evaluation.ts';
import type { PolicyDocument, Role, Roles } from './roles.ts';

interface PolicySimulationOptions {
  readonly roles: Roles;
  readonly place: ResourcePlace;
}

/** Simulation leaves resource policies out; keys and roles have to trust somebody, so they trust the account. */
const NEEDS_TRUST = /^arn:[^:]+:(?:kms|iam):/;

/**
 * IAM, as far as it is asked what a role may do: SimulatePrincipalPolicy, which goes by the role's own policies and its
 * boundary. https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export class PolicySimulation implements JsonService {
  readonly #options: PolicySimulationOptions;

  constructor(options: PolicySimulationOptions) {
    this.#options = options;
  }

  /** @throws AwsError as AWS would answer */
  async call(operation: string, input: WireObject): Promise<WireObject> {
    if (operation !== 'SimulatePrincipalPolicy') {
      throw new AwsError('InvalidAction', `Could not find operation ${operation} for version 2010-05-08`);
    }
    return this.#simulate(input);
  }

  #simulate(input: WireObject): WireObject {
    const fields = new RequestFields(input, 'ValidationError');
    const roleArn = fields.requiredText('PolicySourceArn', { min: 20, max: 2048 });
    fields.check();
    const role = this.#options.roles.withArn(roleArn);
    if (role === undefined) throw new AwsError('NoSuchEntity', `The role with ARN ${roleArn} cannot be found.`, 404);
    const actions = formList(input, 'ActionNames');
    const resources = formList(input, 'ResourceArns');
    const context = contextOf(input);
    const results = actions.flatMap((action) =>
      (resources.length === 0 ? ['*'] : resources).map((resource) => ({
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: decisionOf(this.#verdict(role, action, resource, context)),
      })),
    );
    return { EvaluationResults: results, IsTruncated: false };
  }

  #verdict(role: Role, action: string, resource: string, context: ContextValues): Verdict {
    const { place } = this.#options;
    return evaluate(
      {
        principal: `arn:${place.partition}:sts::${place.accountId}:assumed-role/${role.name}/simulation`,
        action,
        resource,
        resourceAccountId: place.accountId,
        context: { 'aws:PrincipalArn': role.arn, 'aws:PrincipalAccount': place.accountId, ...context },
      },
      {
        identity: role.policies,
        permissionsBoundary: role.permissionsBoundary,
        resource: NEEDS_TRUST.test(resource) ? trusting(place) : undefined,
      },
    );
  }
}

function contextOf(input: WireObject): ContextValues {
  const entries = formObjects(input, 'ContextEntries').map((entry): [string, string | string[]] => {
    const values = formList(entry, 'ContextKeyValues');
    const isList = String(entry['ContextKeyType']).endsWith('List');
    return [String(entry['ContextKeyName']), isList ? values : (values[0] ?? '')];
  });
  return Object.fromEntries(entries);
}

function trusting({ partition, accountId }: ResourcePlace): PolicyDocument {
  const Principal = { AWS: `arn:${partition}:iam::${accountId}:root` };
  return { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*', Principal } };
}

function decisionOf(verdict: Verdict): string {
  if (verdict.allowed) return 'allowed';
  return verdict.explicitly ? 'explicitDeny' : 'implicitDeny';
}
