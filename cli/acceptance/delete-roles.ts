import { DeleteRoleCommand, DeleteRolePolicyCommand, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import type { CleanedUp } from './cleaned-up.ts';
import { eachDeleted } from './each-deleted.ts';
import type { Run } from './run.ts';

/** Deletes the roles that the run tried calls with. */
export function deleteRoles(run: Run): Promise<CleanedUp[]> {
  const { iam } = run.aws;
  return eachDeleted(run, 'role', run.made.roles, async (RoleName) => {
    try {
      const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
      for (const PolicyName of PolicyNames) await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
      await iam.send(new DeleteRoleCommand({ RoleName }));
      return { answer: 'deleted' };
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchEntityException') return { answer: 'was gone' };
      throw error;
    }
  });
}
