import type { Caller, JsonService, WireObject } from '../aws/aws-service.ts';
import { operationOf, type Operations } from '../aws/operation.ts';
import { deleteStack } from './operations/delete-stack.ts';
import { describeStacks, listStacks } from './operations/describe-stacks.ts';
import { getTemplate } from './operations/get-template.ts';
import type { Setting } from './operations/operation.ts';
import { describeStackResources, listStackResources } from './operations/stack-resources.ts';

export const CLOUDFORMATION_OPERATIONS: Operations<Setting> = {
  DeleteStack: deleteStack,
  DescribeStackResources: describeStackResources,
  DescribeStacks: describeStacks,
  GetTemplate: getTemplate,
  ListStackResources: listStackResources,
  ListStacks: listStacks,
};

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
    return operationOf(CLOUDFORMATION_OPERATIONS, 'cloudformation', operation)(input, caller, this.#setting);
  }
}
