import { paginateListAliases } from '@aws-sdk/client-lambda';
import { VENDOR } from '../../infra/function-names.ts';
import type { DeployedStack } from './deployed-stack.ts';
import type { Session } from './session.ts';

/** A consumer of short-term tokens, as it stands. */
interface StackConsumer {
  readonly name: string;
  /** The client whose tokens it gets. */
  readonly client: string;
  readonly functionName: string;
  readonly aliasArn: string;
}

/** The consumers whose aliases are there, in all stacks. An alias says itself whose tokens it vends. */
export async function consumersOf(session: Session): Promise<StackConsumer[]> {
  return (await Promise.all(session.stacks.map((stack) => consumersOfStack(stack, session)))).flat();
}

export async function consumersOfStack({ functions }: DeployedStack, { aws }: Session): Promise<StackConsumer[]> {
  const vendor = functions.find(({ kind }) => kind === VENDOR);
  if (vendor === undefined) return [];
  const found: StackConsumer[] = [];
  for await (const page of paginateListAliases({ client: aws.lambda }, { FunctionName: vendor.name })) {
    for (const { Name: name = '', AliasArn: aliasArn = '', Description = '' } of page.Aliases ?? []) {
      const [, client = ''] = /^Vends tokens of (\S+) for /.exec(Description) ?? [];
      found.push({ name, client, functionName: vendor.name, aliasArn });
    }
  }
  return found;
}
