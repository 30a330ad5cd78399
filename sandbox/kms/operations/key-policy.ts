import * as v from 'valibot';
import { AwsError } from '../../aws/aws-service.ts';
import { flag } from '../../aws/request-shape.ts';
import { requireUsablePolicy } from '../key-policy.ts';
import { keyId, policyName, policyText } from '../request-members.ts';
import { operation } from './operation.ts';

export const getKeyPolicy = operation(
  v.object({ KeyId: keyId, PolicyName: policyName }),
  ({ KeyId, PolicyName }, _caller, { store }) => {
    const key = store.findWithoutAlias(KeyId);
    requireDefault(PolicyName);
    return { Policy: key.policy, PolicyName };
  },
);

const putRequest = v.object({
  KeyId: keyId,
  PolicyName: policyName,
  Policy: policyText,
  BypassPolicyLockoutSafetyCheck: flag,
});

export const putKeyPolicy = operation(putRequest, (input, caller, { store }) => {
  const key = store.findWithoutAlias(input.KeyId);
  requireDefault(input.PolicyName);
  requireUsablePolicy(input.Policy, caller, input.BypassPolicyLockoutSafetyCheck);
  key.policy = input.Policy;
  return {};
});

function requireDefault(name: string): void {
  if (name !== 'default') throw new AwsError('NotFoundException', 'No such policy exists');
}
