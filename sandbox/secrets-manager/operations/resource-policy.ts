import * as v from 'valibot';
import { AwsError } from '../../aws/aws-service.ts';
import { flag, text } from '../../aws/request-shape.ts';
import { secretId } from '../request-members.ts';
import { malformedPolicy } from '../refusals.ts';
import { identityOf, operation } from './operation.ts';

const policyText = text(1, 20_480);

/** As much of a policy as is looked at here; whoever authorises calls reads the rest. */
const policyDocument = v.object({
  Statement: v.union([v.array(v.record(v.string(), v.unknown())), v.record(v.string(), v.unknown())]),
});

const BROAD_ACCESS = 'The resource policy grants broad access to the secret.';

export const putResourcePolicy = operation(
  v.object({ SecretId: secretId, ResourcePolicy: policyText, BlockPublicPolicy: flag }),
  ({ SecretId, ResourcePolicy, BlockPublicPolicy }, caller, { store, clock }) => {
    const secret = store.findPrimary(SecretId, caller);
    const isPublic = isOpenToAll(ResourcePolicy);
    if (BlockPublicPolicy && isPublic) throw new AwsError('PublicPolicyException', BROAD_ACCESS);
    secret.policy = ResourcePolicy;
    secret.changedAt = clock.now();
    return identityOf(secret);
  },
);

export const getResourcePolicy = operation(v.object({ SecretId: secretId }), ({ SecretId }, caller, { store }) => {
  const secret = store.findActive(SecretId, caller);
  return { ...identityOf(secret), ...(secret.policy !== undefined && { ResourcePolicy: secret.policy }) };
});

export const deleteResourcePolicy = operation(
  v.object({ SecretId: secretId }),
  ({ SecretId }, caller, { store, clock }) => {
    const secret = store.findPrimary(SecretId, caller);
    secret.policy = undefined;
    secret.changedAt = clock.now();
    return identityOf(secret);
  },
);

export const validateResourcePolicy = operation(
  v.object({ SecretId: v.optional(secretId), ResourcePolicy: policyText }),
  ({ SecretId, ResourcePolicy }, caller, { store }) => {
    if (SecretId !== undefined) store.findActive(SecretId, caller);
    const isPublic = isOpenToAll(ResourcePolicy);
    const ValidationErrors = isPublic ? [{ CheckName: 'BlockPublicPolicy', ErrorMessage: BROAD_ACCESS }] : [];
    return { PolicyValidationPassed: !isPublic, ValidationErrors };
  },
);

/**
 * Whether a statement allows everybody without a condition.
 * @throws MalformedPolicyDocumentException
 */
function isOpenToAll(policy: string): boolean {
  const { Statement } = parsed(policy);
  return [Statement].flat().some(({ Effect, Principal, Condition }) => {
    const named = typeof Principal === 'object' && Principal !== null ? Object.values(Principal).flat() : [Principal];
    return Effect === 'Allow' && named.includes('*') && Condition === undefined;
  });
}

function parsed(policy: string): v.InferOutput<typeof policyDocument> {
  try {
    return v.parse(policyDocument, JSON.parse(policy));
  } catch {
    throw malformedPolicy('This resource policy contains invalid Json.');
  }
}
