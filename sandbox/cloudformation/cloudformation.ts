import type { Caller, JsonService, WireObject } from '../aws/aws-service.ts';
import { unknownOperation } from '../aws/unknown-operation.ts';
import { deleteStack } from './operations/delete-stack.ts';
import { describeStacks, listStacks } from './operations/describe-stacks.ts';
import { getTemplate } from './operations/get-template.ts';
import type { Operation, Setting } from './operations/operation.ts';
import { describeStackResources, listStackResources } from './operations/stack-resources.ts';

const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries<Operation>({
    DeleteStack: deleteStack,
    DescribeStackResources: describeStackResources,
    DescribeStacks: describeStacks,
    GetTemplate: getTemplate,
    ListStackResources: listStackResources,
    ListStacks: listStacks,
  }),
);

export const CLOUDFORMATION_OPERATIONS: readonly string[] = [...OPERATIONS.keys()];

/**
 * CloudFormation, as far as it is asked what stands: stacks, their outputs, resources and templates; and asked to
 * delete a stack. The endpoint writes its answers as XML.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/
 */
export class CloudFormation implements JsonService {
  readonly #setting: Setting;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  /** @throws AwsError as AWS would answer */
  async call(operation: string, input: WireObject, caller: Caller): Promise<WireObject> {
    const run = OPERATIONS.get(operation);
    if (run === undefined) throw unknownOperation('cloudformation', operation);
    return run(input, caller, this.#setting);
  }
}
