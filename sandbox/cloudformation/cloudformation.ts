import { AwsError, type JsonService, type WireObject } from '../aws/aws-service.ts';
import type { StackRecord } from './stack-record.ts';

const VERSION = '2010-05-15';

/** AWS's own page size of ListStackResources. */
const RESOURCES_PER_PAGE = 100;

/**
 * CloudFormation, as far as it is asked what stands: stacks, their outputs and their resources. The endpoint writes
 * its answers as XML. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/
 */
export class CloudFormation implements JsonService {
  readonly #stacks: () => readonly StackRecord[];

  constructor(stacks: () => readonly StackRecord[]) {
    this.#stacks = stacks;
  }

  /** @throws AwsError as AWS would answer */
  async call(operation: string, input: WireObject): Promise<WireObject> {
    switch (operation) {
      case 'DescribeStacks':
        return this.#describeStacks(input);
      case 'ListStackResources':
        return this.#listStackResources(input);
      default:
        throw new AwsError('InvalidAction', `Could not find operation ${operation} for version ${VERSION}`);
    }
  }

  #describeStacks({ StackName }: WireObject): WireObject {
    const found = StackName === undefined ? this.#stacks() : [this.#find(StackName)];
    return { Stacks: found.map(described) };
  }

  #listStackResources({ StackName, NextToken }: WireObject): WireObject {
    if (StackName === undefined) {
      throw new AwsError(
        'ValidationError',
        "1 validation error detected: Value null at 'stackName' failed to satisfy constraint: Member must not be null",
      );
    }
    const { resources, createdAt } = this.#find(StackName);
    const from = NextToken === undefined ? 0 : Number(NextToken);
    if (!Number.isInteger(from) || from < 0) throw new AwsError('ValidationError', 'The NextToken is not valid.');
    const to = from + RESOURCES_PER_PAGE;
    return {
      StackResourceSummaries: resources.slice(from, to).map(({ logicalId, type, physicalId }) => ({
        LogicalResourceId: logicalId,
        PhysicalResourceId: physicalId,
        ResourceType: type,
        LastUpdatedTimestamp: new Date(createdAt).toISOString(),
        ResourceStatus: 'CREATE_COMPLETE',
      })),
      ...(to < resources.length ? { NextToken: String(to) } : {}),
    };
  }

  #find(nameOrId: unknown): StackRecord {
    const found = this.#stacks().find(({ name, id }) => name === nameOrId || id === nameOrId);
    if (found === undefined) throw new AwsError('ValidationError', `Stack with id ${String(nameOrId)} does not exist`);
    return found;
  }
}

function described({ name, id, description, outputs, createdAt }: StackRecord): WireObject {
  return {
    StackId: id,
    StackName: name,
    Description: description,
    CreationTime: new Date(createdAt).toISOString(),
    StackStatus: 'CREATE_COMPLETE',
    Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
  };
}
