import { paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { isOfRun } from '../run-name.ts';
import type { Run } from '../run.ts';

/** Names of the run's stacks that stand. */
export async function stacksByName({ aws, name: run }: Run): Promise<string[]> {
  const names: string[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client: aws.cloudFormation }, {})) {
    names.push(...Stacks.flatMap(({ StackName = '' }) => (isOfRun(StackName, run) ? [StackName] : [])));
  }
  return names;
}
