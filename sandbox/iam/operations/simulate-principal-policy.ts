import * as v from 'valibot';
import { oneOf, text, unserved } from '../../aws/request-shape.ts';
import { formList } from '../../aws/protocols/query-form.ts';
import type { ResourcePlace } from '../access-request.ts';
import { type ContextValues, evaluate, type Verdict } from '../policy-evaluation.ts';
import type { PolicyDocument, Role } from '../roles.ts';
import { noSuchRole, operation } from './operation.ts';

/** Simulation leaves resource policies out; keys and roles have to trust somebody, so they trust the account. */
const NEEDS_TRUST = /^arn:[^:]+:(?:kms|iam):/;

const KINDS = ['string', 'numeric', 'boolean', 'ip', 'binary', 'date'] as const;

const contextEntry = v.object({
  ContextKeyName: text(5, 256),
  ContextKeyValues: formList(v.string()),
  ContextKeyType: oneOf(KINDS.flatMap((kind) => [kind, `${kind}List` as const])),
});

/**
 * What a role may do by its own policies and its boundary.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export const simulatePrincipalPolicy = operation(
  v.object({
    PolicySourceArn: text(20, 2048),
    ActionNames: formList(text(3, 128)),
    ResourceArns: v.optional(formList(text(1, 2048)), []),
    ContextEntries: v.optional(formList(contextEntry), []),
    PolicyInputList: unserved,
    PolicyExclusionList: unserved,
    PermissionsBoundaryPolicyInputList: unserved,
    ResourcePolicy: unserved,
    ResourceOwner: unserved,
    CallerArn: unserved,
    ResourceHandlingOption: unserved,
    MaxItems: unserved,
    Marker: unserved,
  }),
  ({ PolicySourceArn, ActionNames, ResourceArns, ContextEntries }, _caller, { roles, place }) => {
    const role = roles.withArn(PolicySourceArn);
    if (role === undefined) throw noSuchRole(PolicySourceArn.slice(PolicySourceArn.lastIndexOf('/') + 1));
    const context = contextOf(ContextEntries);
    const results = ActionNames.flatMap((action) =>
      (ResourceArns.length === 0 ? ['*'] : ResourceArns).map((resource) => ({
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: decisionOf(verdictOn(role, { action, resource, context }, place)),
      })),
    );
    return { EvaluationResults: results, IsTruncated: false };
  },
);

function verdictOn(
  role: Role,
  { action, resource, context }: { action: string; resource: string; context: ContextValues },
  place: ResourcePlace,
): Verdict {
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

function contextOf(entries: readonly v.InferOutput<typeof contextEntry>[]): ContextValues {
  return Object.fromEntries(
    entries.map(({ ContextKeyName, ContextKeyValues, ContextKeyType }) => [
      ContextKeyName,
      ContextKeyType.endsWith('List') ? ContextKeyValues : (ContextKeyValues[0] ?? ''),
    ]),
  );
}

function trusting({ partition, accountId }: ResourcePlace): PolicyDocument {
  const Principal = { AWS: `arn:${partition}:iam::${accountId}:root` };
  return { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*', Principal } };
}

function decisionOf(verdict: Verdict): string {
  if (verdict.allowed) return 'allowed';
  return verdict.explicitly ? 'explicitDeny' : 'implicitDeny';
}
