import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  ListRolePoliciesCommand,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import { isOfRun } from '../run-name.ts';
import type { Run } from '../run.ts';
import type { CleanedUp } from './cleaned-up.ts';
import { eachDeleted } from './each-deleted.ts';

/** Deletes the roles that the run tried calls with. */
export async function deleteRoles(run: Run): Promise<CleanedUp[]> {
  const { iam } = run.aws;
  const found = run.sandbox === undefined ? await rolesByName(run) : [];
  return eachDeleted(run, 'role', new Set([...run.made.roles, ...found]), async (RoleName) => {
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

/** The roles of a stack have the stack's name, too, but they are gone with it by then. */
async function rolesByName({ aws, name: run }: Run): Promise<string[]> {
  const names: string[] = [];
  for await (const { Roles = [] } of paginateListRoles({ client: aws.iam }, {})) {
    names.push(...Roles.flatMap(({ RoleName = '' }) => (isOfRun(RoleName, run) ? [RoleName] : [])));
  }
  return names;
}
