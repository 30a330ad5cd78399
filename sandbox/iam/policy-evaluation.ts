import { createRequire } from 'node:module';
import type * as simulate from '@cloud-copilot/iam-simulate';
import { MissingPackage } from '../missing-package.ts';
import type { PolicyDocument } from './roles.ts';

/** Values of condition keys, as AWS would fill them in. A list is for keys that have several values. */
export type ContextValues = Readonly<Record<string, string | readonly string[]>>;

/** One action by one principal on one resource. */
export interface EvaluatedRequest {
  /** ARN of a session, or a service's name such as `secretsmanager.amazonaws.com`. */
  readonly principal: string;
  readonly action: string;
  /** ARN; `*` for an action on nothing in particular. */
  readonly resource: string;
  readonly resourceAccountId: string;
  readonly context: ContextValues;
}

/** Every policy that has a say. */
export interface Policies {
  /** Identity policies by name. */
  readonly identity: ReadonlyMap<string, PolicyDocument>;
  readonly permissionsBoundary?: PolicyDocument | undefined;
  readonly resource?: PolicyDocument | undefined;
}

export type PolicyKind = 'identity-based policy' | 'resource-based policy' | 'permissions boundary';

/** Allowed, or what kind of policy stands against it: one that denies, or one that does not allow. */
export type Verdict =
  { readonly allowed: true } | { readonly allowed: false; readonly by: PolicyKind; readonly explicitly: boolean };

/**
 * Evaluates policies as AWS does: identity policies, permissions boundary and resource policy, with their conditions
 * and explicit denials, and the trust that key policies and role trust policies must give to the account.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(request: EvaluatedRequest, policies: Policies): Verdict {
  const resultOf = (some: Policies) => library().runUnsafeSimulation(simulation(request, some), {});
  const result = resultOf(policies);
  if (result === 'Allowed') return { allowed: true };
  if (result === 'ExplicitlyDenied') {
    return { allowed: false, explicitly: true, by: denying(policies, (some) => resultOf(some) === 'ExplicitlyDenied') };
  }
  return { allowed: false, explicitly: false, by: missing(request, policies, (some) => resultOf(some) === 'Allowed') };
}

/**
 * What is wrong with the syntax of a role's policies, in the evaluation's words; none when they can be evaluated.
 * `evaluate` does not look for that.
 */
export async function syntaxErrors({ identity, permissionsBoundary }: Policies): Promise<string[]> {
  const checked = await library().runSimulation(simulation(ANY_REQUEST, { identity, permissionsBoundary }), {});
  if (checked.resultType !== 'error') return [];
  const { identityPolicyErrors = {}, permissionBoundaryErrors = {} } = checked.errors;
  return [...Object.entries(identityPolicyErrors), ...Object.entries(permissionBoundaryErrors)].flatMap(
    ([name, errors]) => errors.map(({ path, message }) => `${name}, ${path}: ${message}`),
  );
}

/**
 * The library, loaded when it is first asked: only whoever starts the sandbox has to install it.
 * @throws MissingPackage
 */
function library(): typeof simulate {
  try {
    loaded ??= createRequire(import.meta.url)('@cloud-copilot/iam-simulate') as typeof simulate;
    return loaded;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new MissingPackage(
      'The sandbox evaluates policies with @cloud-copilot/iam-simulate (licence: AGPL-3.0)',
      'npm install --save-dev @cloud-copilot/iam-simulate',
    );
  }
}

let loaded: typeof simulate | undefined;

/** Matches the resource `*` of a policy and no ARN: who may list some secrets may not list all. */
const NOTHING_IN_PARTICULAR = 'nothing';

function simulation(
  { principal, action, resource, resourceAccountId, context }: EvaluatedRequest,
  policies: Policies,
): simulate.Simulation {
  const { identity, permissionsBoundary, resource: resourcePolicy } = policies;
  return {
    request: {
      principal,
      action,
      resource: { resource: resource === '*' ? NOTHING_IN_PARTICULAR : resource, accountId: resourceAccountId },
      contextVariables: context as Record<string, string | string[]>,
    },
    identityPolicies: [...identity].map(([name, policy]) => ({ name, policy })),
    ...(permissionsBoundary === undefined
      ? {}
      : { permissionBoundaryPolicies: [{ name: 'permissions boundary', policy: permissionsBoundary }] }),
    ...(resourcePolicy === undefined ? {} : { resourcePolicy: named('resource policy', resourcePolicy) }),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
}

/**
 * The library asks a resource policy for its name, and gives it none before (0.1.173); one in the form of its
 * ValidatedPolicy brings its own.
 */
function named(name: string, policyDocument: PolicyDocument): object {
  return { __validated: true, policyDocument, metadata: { name }, errors: [] };
}

/** Policies are looked at before the request is. */
const ANY_REQUEST: EvaluatedRequest = {
  principal: 'arn:aws:iam::123456789012:user/anybody',
  action: 'sts:GetCallerIdentity',
  resource: '*',
  resourceAccountId: '123456789012',
  context: {},
};

const NO_POLICIES: ReadonlyMap<string, PolicyDocument> = new Map();

function denying({ identity, resource }: Policies, denies: (some: Policies) => boolean): PolicyKind {
  if (denies({ identity })) return 'identity-based policy';
  return denies({ identity: NO_POLICIES, resource }) ? 'resource-based policy' : 'permissions boundary';
}

/** Which policy would have to say more: the resource's only where the principal's own allow the action. */
function missing(
  { principal }: EvaluatedRequest,
  { identity, permissionsBoundary, resource }: Policies,
  allows: (some: Policies) => boolean,
): PolicyKind {
  const [, partition, , , accountId] = principal.split(':');
  if (accountId === undefined) return 'resource-based policy';
  if (permissionsBoundary !== undefined && allows({ identity, resource })) return 'permissions boundary';
  const account = { AWS: `arn:${partition}:iam::${accountId}:root` };
  const trusting = { Version: '2012-10-17', Statement: { ...ALLOW_ALL, Principal: account } };
  return allows({ identity, permissionsBoundary, resource: trusting })
    ? 'resource-based policy'
    : 'identity-based policy';
}

const ALLOW_ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
