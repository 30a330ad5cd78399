import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CloudFormation } from '../../../sandbox/cloudformation/cloudformation.ts';
import type { StackRecord } from '../../../sandbox/cloudformation/stack-record.ts';
import { startEndpointUnderTest } from '../aws/endpoint-under-test.ts';

const MANY = Array.from({ length: 130 }, (_, index) => ({
  logicalId: `Thing${index}`,
  type: 'AWS::Lambda::Function',
  physicalId: `thing-${index}`,
}));

const STACKS: StackRecord[] = [
  {
    name: 'One',
    id: 'arn:aws:cloudformation:us-east-1:123456789012:stack/One/sandbox',
    description: 'a & b',
    outputs: { Name: '<x>' },
    exports: {},
    leftOut: [],
    resources: MANY,
    template: { Resources: {} },
    createdAt: 0,
  },
  {
    name: 'Two',
    id: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Two/sandbox',
    description: '',
    outputs: {},
    exports: {},
    leftOut: [],
    resources: [],
    template: { Resources: {} },
    createdAt: 0,
  },
];

let client: CloudFormationClient;
let stop: () => Promise<void>;
beforeAll(async () => {
  const echo = { call: async () => ({}) };
  const cloudformation = new CloudFormation({
    stacks: () => STACKS,
    deleted: () => [],
    deleteStack: () => Promise.resolve(),
  });
  const { endpoint, clientOf } = await startEndpointUnderTest({
    services: { secretsmanager: echo, kms: echo, cloudformation },
  });
  client = new CloudFormationClient(clientOf());
  stop = () => endpoint.close();
});
afterAll(async () => {
  client.destroy();
  await stop();
});

test('all stacks are described, with their outputs', async () => {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({}));
  expect(Stacks).toMatchObject([
    {
      StackName: 'One',
      Description: 'a & b',
      StackStatus: 'CREATE_COMPLETE',
      Outputs: [{ OutputKey: 'Name', OutputValue: '<x>' }],
    },
    { StackName: 'Two' },
  ]);
});

test('one stack is described by its name or its id', async () => {
  for (const StackName of ['Two', STACKS[1]?.id]) {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    expect(Stacks.map((stack) => stack.StackName)).toEqual(['Two']);
  }
});

test('resources come in pages of a hundred', async () => {
  const pages = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: 'One' })) {
    pages.push(StackResourceSummaries);
  }
  expect(pages.map(({ length }) => length)).toEqual([100, 30]);
  expect(pages[0]?.[0]).toMatchObject({
    LogicalResourceId: 'Thing0',
    PhysicalResourceId: 'thing-0',
    ResourceType: 'AWS::Lambda::Function',
    ResourceStatus: 'CREATE_COMPLETE',
  });
});

test('a stack that is not there is refused as AWS refuses it', async () => {
  const error = { name: 'ValidationError', message: 'Stack with id None does not exist' };
  await expect(client.send(new DescribeStacksCommand({ StackName: 'None' }))).rejects.toMatchObject(error);
  await expect(client.send(new ListStackResourcesCommand({ StackName: 'None' }))).rejects.toMatchObject(error);
});
