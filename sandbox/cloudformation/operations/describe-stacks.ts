import * as v from 'valibot';
import type { WireObject } from '../../aws/aws-service.ts';
import { oneOf, unserved } from '../../aws/request-shape.ts';
import { formList } from '../../aws/protocols/query-form.ts';
import type { StackRecord } from '../stack-record.ts';
import { operation, stackName, stackOf } from './operation.ts';
import { STACK_STATUSES, stackStatus } from './status.ts';

export const describeStacks = operation(
  v.object({ StackName: v.optional(stackName), NextToken: unserved }),
  ({ StackName }, _caller, setting) => ({
    Stacks: (StackName === undefined ? setting.stacks() : [stackOf(StackName, setting)]).map(described),
  }),
);

export const listStacks = operation(
  v.object({ NextToken: unserved, StackStatusFilter: v.optional(formList(oneOf(STACK_STATUSES)), []) }),
  ({ StackStatusFilter: wanted }, _caller, { stacks, deleted }) => ({
    StackSummaries: [...stacks(), ...deleted()]
      .filter((stack) => wanted.length === 0 || wanted.includes(stackStatus(stack)))
      .map((stack) => ({
        ...summary(stack),
        ...(stack.description !== '' && { TemplateDescription: stack.description }),
      })),
  }),
);

/** What a stack has that `cdk deploy` made: it grants these capabilities, and works by change sets. */
function described(stack: StackRecord): WireObject {
  const { description, outputs, template } = stack;
  return {
    ...summary(stack),
    ...(description !== '' && { Description: description }),
    RollbackConfiguration: {},
    DisableRollback: false,
    NotificationARNs: [],
    Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
    Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({
      OutputKey,
      OutputValue,
      Description: template.Outputs?.[OutputKey]?.Description,
    })),
    Tags: [],
    EnableTerminationProtection: false,
  };
}

function summary(stack: StackRecord): WireObject {
  const { id, name, createdAt, updatedAt = createdAt, deletedAt, deletionFailure } = stack;
  return {
    StackId: id,
    StackName: name,
    CreationTime: new Date(createdAt).toISOString(),
    // A change set has made the stack, too, and counts as an update of it.
    LastUpdatedTime: new Date(updatedAt).toISOString(),
    StackStatus: stackStatus(stack),
    ...(deletedAt !== undefined && { DeletionTime: new Date(deletedAt).toISOString() }),
    ...(deletionFailure !== undefined && { StackStatusReason: deletionFailure }),
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}
