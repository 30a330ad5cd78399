import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { Session } from '../stack/session.ts';
import type { RoleNeed } from './role-needs.ts';

/**
 * The actions among a role's needs that its policies do not allow, by IAM's own simulation: nothing is called. The
 * policies of keys and secrets have no say in it.
 */
export async function deniedActions(
  roleArn: string,
  needs: readonly RoleNeed[],
  { aws }: Pick<Session, 'aws'>,
): Promise<string[]> {
  const denied: string[] = [];
  for (const { actions, resource, context } of needs) {
    const answer = await aws.iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: roleArn,
        ActionNames: [...actions],
        ResourceArns: [resource],
        ContextEntries: Object.entries(context).map(([name, value]) => ({
          ContextKeyName: name,
          ContextKeyValues: [value].flat(),
          ContextKeyType: typeof value === 'string' ? 'string' : 'stringList',
        })),
      }),
    );
    for (const { EvalActionName = '', EvalDecision } of answer.EvaluationResults ?? []) {
      if (EvalDecision !== 'allowed') denied.push(`${EvalActionName} on ${resource}`);
    }
  }
  return denied;
}
