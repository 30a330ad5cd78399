import * as v from 'valibot';
import type { WireObject } from '../../aws/aws-service.ts';
import { text } from '../../aws/request-shape.ts';
import type { StackRecord, StackResource } from '../stack-record.ts';
import { operation, refusal, type Setting, stackName, stackOf } from './operation.ts';

/** AWS's own page size of ListStackResources, and the most that DescribeStackResources gives. */
const RESOURCES_PER_PAGE = 100;

export const listStackResources = operation(
  v.object({ StackName: stackName, NextToken: v.optional(text(1, 1024)) }),
  ({ StackName, NextToken = '0' }, _caller, setting) => {
    const stack = stackOf(StackName, setting);
    const from = Number(NextToken);
    if (!Number.isInteger(from) || from < 0) throw refusal('The NextToken is not valid.');
    const to = from + RESOURCES_PER_PAGE;
    return {
      StackResourceSummaries: stack.resources
        .slice(from, to)
        .map((resource) => ({ ...shown(resource), LastUpdatedTimestamp: changedAt(stack) })),
      ...(to < stack.resources.length ? { NextToken: String(to) } : {}),
    };
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html */
export const describeStackResources = operation(
  v.object({
    StackName: v.optional(stackName),
    LogicalResourceId: v.optional(v.string()),
    PhysicalResourceId: v.optional(v.string()),
  }),
  ({ StackName, LogicalResourceId, PhysicalResourceId }, _caller, setting) => {
    if ((StackName === undefined) === (PhysicalResourceId === undefined)) {
      throw refusal('Either StackName or PhysicalResourceId must be specified, and not both.');
    }
    const stack = StackName === undefined ? stackWith(PhysicalResourceId ?? '', setting) : stackOf(StackName, setting);
    const { name, id, resources } = stack;
    const found = resources.filter(({ logicalId }) => (LogicalResourceId ?? logicalId) === logicalId);
    if (found.length === 0 && LogicalResourceId !== undefined) {
      throw refusal(`Resource ${LogicalResourceId} does not exist for stack ${name}`);
    }
    return {
      StackResources: found.slice(0, RESOURCES_PER_PAGE).map((resource) => ({
        StackName: name,
        StackId: id,
        ...shown(resource),
        Timestamp: changedAt(stack),
      })),
    };
  },
);

function stackWith(physicalResourceId: string, { stacks }: Setting): StackRecord {
  const found = stacks().find(({ resources }) => resources.some(({ physicalId }) => physicalId === physicalResourceId));
  if (found === undefined) throw refusal(`Stack for ${physicalResourceId} does not exist`);
  return found;
}

function shown({ logicalId, physicalId, type }: StackResource): WireObject {
  return {
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    ResourceStatus: 'CREATE_COMPLETE',
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}

function changedAt({ createdAt }: StackRecord): string {
  return new Date(createdAt).toISOString();
}
