import { CloudFormationClient, DeleteStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Template } from '../../../sandbox/stack/assembly.ts';
import { everyResource } from './every-resource.ts';
import { startStack, type StartedStack } from './started-stack.ts';
import { writeAssembly } from './tiny-assembly.ts';

const assets = { rotate: { 'index.mjs': 'export const handler = async () => 0;' } };

/** As our own stacks have it: keys and secrets are kept. */
const template: Partial<Template> = {
  ...everyResource,
  Resources: Object.fromEntries(
    Object.entries(everyResource.Resources ?? {}).map(([name, resource]) => [
      name,
      /::(?:Key|Secret)$/.test(resource.Type) ? { ...resource, DeletionPolicy: 'Retain' } : resource,
    ]),
  ),
};

const rule = {
  Type: 'AWS::Events::Rule',
  Properties: { Name: 'every-hour', ScheduleExpression: 'rate(1 hour)', State: 'ENABLED', Targets: [] },
};

let started: StartedStack;
let client: CloudFormationClient;
beforeEach(async () => {
  started = await startStack({ template: { ...template, Resources: { ...template.Resources, Rule: rule } }, assets });
  client = new CloudFormationClient({
    endpoint: started.sandbox.awsEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});
afterEach(async () => {
  client.destroy();
  await started.stop();
});

const describe1 = async (StackName: string) =>
  (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];

test('a stack that is deleted leaves what its template keeps, and nothing else', async () => {
  const { lambda, roles, kms, secretsManager, eventRules } = started.sandbox;
  const secrets = secretsManager.secrets().map(({ name }) => name);
  await client.send(new DeleteStackCommand({ StackName: 'Tiny' }));
  expect([lambda.functions(), lambda.pids(), roles.all(), eventRules.names()]).toEqual([[], [], [], []]);
  expect(kms.keys().map(({ state, aliases }) => [state, aliases])).toEqual([
    ['Enabled', []],
    ['Enabled', []],
  ]);
  expect(secretsManager.secrets().map(({ name }) => name)).toEqual(secrets);
  // As when CloudFormation deletes a rotation schedule.
  expect(secretsManager.secrets().filter(({ rotation }) => rotation?.enabled === true)).toEqual([]);
});

test('it is found by its id alone from then on, and deleting it again is no error', async () => {
  const id = (await describe1('Tiny'))?.StackId ?? '';
  await client.send(new DeleteStackCommand({ StackName: id }));
  expect(await describe1(id)).toMatchObject({ StackName: 'Tiny', StackStatus: 'DELETE_COMPLETE' });
  await expect(describe1('Tiny')).rejects.toMatchObject({ name: 'ValidationError' });
  expect((await client.send(new DescribeStacksCommand({}))).Stacks).toEqual([]);
  await client.send(new DeleteStackCommand({ StackName: 'Tiny' }));
});

test('what cannot be deleted is told in its status', async () => {
  const plain = { Type: 'AWS::KMS::Key', Properties: {} };
  const { folder, remove } = writeAssembly({
    template: { ...template, Resources: { ...template.Resources, Rule: rule, Plain: plain } },
    assets,
  });
  await started.sandbox.deploy(folder);
  await client.send(new DeleteStackCommand({ StackName: 'Tiny' }));
  expect(await describe1('Tiny')).toMatchObject({
    StackStatus: 'DELETE_FAILED',
    StackStatusReason: 'The sandbox cannot remove Plain, of type AWS::KMS::Key: start it anew.',
  });
  remove();
});

test.each([{ RetainResources: ['Role'] }, { RoleARN: 'arn:aws:iam::123456789012:role/another-role' }])(
  '%j is not ignored',
  async (parameter) => {
    await expect(client.send(new DeleteStackCommand({ StackName: 'Tiny', ...parameter }))).rejects.toMatchObject({
      name: 'ValidationError',
    });
  },
);
