import { DeleteStackCommand, DescribeStacksCommand, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import type { Run } from '../run.ts';
import type { CleanedUp } from './cleaned-up.ts';
import { eachDeleted } from './each-deleted.ts';
import { stacksByName } from './stacks-by-name.ts';

const GONE_WITHIN_SECONDS = 45 * 60;

/** Deletes the run's stacks, and remembers what they keep: their secrets, keys and logs. */
export async function deleteStacks(run: Run): Promise<CleanedUp[]> {
  const found = await stacksByName(run);
  return eachDeleted(run, 'stack', new Set([...run.made.stacks, ...found]), (name) => deleteOne(run, name));
}

async function deleteOne(run: Run, name: string): Promise<{ answer: string }> {
  const { cloudFormation } = run.aws;
  const id = await idOf(run, name);
  if (id === undefined) return { answer: 'was gone' };
  await rememberKept(run, id);
  await cloudFormation.send(new DeleteStackCommand({ StackName: id }));
  await run.waiting.until(`the stack ${name} is deleted`, { within: GONE_WITHIN_SECONDS, every: 10 }, async () => {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: id }));
    const [stack] = Stacks;
    if (stack?.StackStatus === 'DELETE_FAILED') throw new Error(stack.StackStatusReason ?? 'DELETE_FAILED');
    return stack?.StackStatus === 'DELETE_COMPLETE' ? true : undefined;
  });
  return { answer: 'deleted, and what it keeps is deleted below' };
}

/** A stack that is deleted is found by its id alone. */
async function idOf({ aws }: Run, StackName: string): Promise<string | undefined> {
  try {
    const { Stacks = [] } = await aws.cloudFormation.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0]?.StackId;
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError') return undefined;
    throw error;
  }
}

async function rememberKept({ aws, made }: Run, StackName: string): Promise<void> {
  for await (const page of paginateListStackResources({ client: aws.cloudFormation }, { StackName })) {
    for (const { ResourceType, PhysicalResourceId: id } of page.StackResourceSummaries ?? []) {
      if (id === undefined) continue;
      if (ResourceType === 'AWS::KMS::Key') made.keys.add(id);
      if (ResourceType === 'AWS::Logs::LogGroup') made.logGroups.add(id);
      if (ResourceType === 'AWS::SecretsManager::Secret') made.secrets.add(nameOfSecret(id));
    }
  }
}

/** Name of the secret with this ARN: without the hyphen and six characters that Secrets Manager added. */
function nameOfSecret(secretArn: string): string {
  return secretArn
    .split(':')
    .slice(6)
    .join(':')
    .replace(/-[A-Za-z0-9]{6}$/, '');
}
