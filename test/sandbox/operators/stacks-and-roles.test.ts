import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { userIdOf } from '../../../sandbox/sts/user-id.ts';
import { sessionOf } from '../../../sandbox/aws/credentials.ts';
import { writeAssembly } from '../stack/tiny-assembly.ts';
import { startStack, type StartedStack } from '../stack/started-stack.ts';
import { type OperatorClients, operatorClients, startOperatorsStack } from './operators-stack.ts';

let started: StartedStack;
let clients: OperatorClients;
let stack: string;
beforeAll(async () => {
  started = await startOperatorsStack();
  clients = operatorClients(started.sandbox);
  stack = (await clients.cloudformation.listStacks({})).StackSummaries?.[0]?.StackName ?? '';
});
afterAll(async () => {
  clients.destroy();
  await started.stop();
});

describe('a stack', () => {
  test('is listed by its status, and described with what its outputs mean', async () => {
    const { cloudformation } = clients;
    const listed = async (input: Parameters<typeof cloudformation.listStacks>[0]) =>
      ((await cloudformation.listStacks(input)).StackSummaries ?? []).map(({ StackName }) => StackName);
    expect(await listed({ StackStatusFilter: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'] })).toEqual([stack]);
    expect(await listed({ StackStatusFilter: ['DELETE_COMPLETE'] })).toEqual([]);
    expect(await listed({ StackStatusFilter: [] })).toEqual([stack]);
    expect((await cloudformation.describeStacks({ StackName: stack })).Stacks).toEqual([
      expect.objectContaining({
        Description: 'A stack',
        StackStatus: 'CREATE_COMPLETE',
        DisableRollback: false,
        Outputs: [{ OutputKey: 'Function', OutputValue: 'work', Description: 'Which works' }],
        DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
      }),
    ]);
  });

  test('shows its resources, one of them, or those of the stack that one is in', async () => {
    const { cloudformation } = clients;
    const resources = async (input: Parameters<typeof cloudformation.describeStackResources>[0]) =>
      ((await cloudformation.describeStackResources(input)).StackResources ?? []).map((resource) => [
        resource.LogicalResourceId,
        resource.PhysicalResourceId,
      ]);
    const all = await resources({ StackName: stack });
    expect(all).toEqual(
      expect.arrayContaining([
        ['Rule', 'tick'],
        ['Work', 'work'],
      ]),
    );
    expect(await resources({ StackName: stack, LogicalResourceId: 'Rule' })).toEqual([['Rule', 'tick']]);
    expect(await resources({ PhysicalResourceId: 'tick' })).toEqual(all);
    const { StackResources = [] } = await cloudformation.describeStackResources({
      StackName: stack,
      LogicalResourceId: 'Rule',
    });
    expect(StackResources).toEqual([
      {
        StackName: stack,
        StackId: expect.stringContaining(`:stack/${stack}/`),
        LogicalResourceId: 'Rule',
        PhysicalResourceId: 'tick',
        ResourceType: 'AWS::Events::Rule',
        Timestamp: expect.any(Date),
        ResourceStatus: 'CREATE_COMPLETE',
        DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
      },
    ]);
  });

  test('gives its template as it was deployed', async () => {
    const { TemplateBody = '', StagesAvailable } = await clients.cloudformation.getTemplate({ StackName: stack });
    expect(JSON.parse(TemplateBody)).toMatchObject({ Description: 'A stack', Resources: { Rule: expect.anything() } });
    expect(StagesAvailable).toEqual(['Original', 'Processed']);
  });

  test('that was deployed again says so', async () => {
    const template = { Resources: { Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'g' } } } };
    const again = writeAssembly({ template });
    const own = await startStack({ template });
    const asked = operatorClients(own.sandbox);
    const described = async () => (await asked.cloudformation.describeStacks({})).Stacks?.[0];
    const before = await described();
    await own.sandbox.clock.advance(60);
    await own.sandbox.deploy(again.folder);
    const after = await described();
    expect([before?.StackStatus, after?.StackStatus]).toEqual(['CREATE_COMPLETE', 'UPDATE_COMPLETE']);
    expect(after?.CreationTime).toEqual(before?.CreationTime);
    expect(after?.LastUpdatedTime?.getTime()).toBeGreaterThanOrEqual((before?.CreationTime?.getTime() ?? 0) + 60_000);
    asked.destroy();
    await own.stop();
    again.remove();
  });
});

const refused = (message: string) => ({ name: 'ValidationError', message });

test.each<[string, (asked: OperatorClients['cloudformation']) => Promise<unknown>, object]>([
  [
    'the template of a stack that is not there',
    (asked) => asked.getTemplate({ StackName: 'None' }),
    refused('Stack with id None does not exist'),
  ],
  [
    'the resources of a stack that is not there',
    (asked) => asked.describeStackResources({ StackName: 'None' }),
    refused('Stack with id None does not exist'),
  ],
  [
    'the stack of a resource that is in none',
    (asked) => asked.describeStackResources({ PhysicalResourceId: 'none' }),
    refused('Stack for none does not exist'),
  ],
  [
    'a resource that is not in the stack',
    (asked) => asked.describeStackResources({ StackName: stack, LogicalResourceId: 'None' }),
    { name: 'ValidationError', message: expect.stringContaining('Resource None does not exist for stack') },
  ],
  ['resources of nothing', (asked) => asked.describeStackResources({}), { name: 'ValidationError' }],
  [
    'a status that no stack can have',
    (asked) => asked.listStacks({ StackStatusFilter: ['FINE' as 'CREATE_COMPLETE'] }),
    { name: 'ValidationError', message: expect.stringContaining('Member must satisfy enum value set') },
  ],
  [
    'what the sandbox does not serve',
    (asked) => asked.getTemplate({ StackName: stack, ChangeSetName: 'change' }),
    refused('The sandbox does not serve the parameter ChangeSetName.'),
  ],
])('%s is refused', async (_what, ask, refusal) => {
  await expect(ask(clients.cloudformation)).rejects.toMatchObject(refusal);
});

describe('a role', () => {
  test('shows what the template says of it, with the id that its sessions have', async () => {
    const { Role } = await clients.iam.getRole({ RoleName: 'worker' });
    expect(Role).toEqual({
      Path: '/team/',
      RoleName: 'worker',
      RoleId: expect.stringMatching(/^AROA[A-Z0-9]{17}$/),
      Arn: 'arn:aws:iam::123456789012:role/team/worker',
      CreateDate: expect.any(Date),
      AssumeRolePolicyDocument: expect.any(String),
      Description: 'Works.',
      MaxSessionDuration: 7200,
      PermissionsBoundary: {
        PermissionsBoundaryType: 'Policy',
        PermissionsBoundaryArn: 'arn:aws:iam::123456789012:policy/at-most',
      },
      Tags: [{ Key: 'team', Value: 'post' }],
      RoleLastUsed: {},
    });
    expect(userIdOf(sessionOf(Role?.Arn ?? '', 'one'))).toBe(`${Role?.RoleId}:one`);
    expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toMatchObject({
      Version: '2012-10-17',
      Statement: [{ Action: 'sts:AssumeRole' }],
    });
  });

  test('of which the template says little shows AWS’s own', async () => {
    const { Role } = await clients.iam.getRole({ RoleName: 'plain' });
    expect(Role).toMatchObject({ Path: '/', MaxSessionDuration: 3600 });
    expect(Role?.PermissionsBoundary).toBeUndefined();
  });

  test('that is not there is refused', async () => {
    await expect(clients.iam.getRole({ RoleName: 'none' })).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The role with name none cannot be found.',
      $metadata: { httpStatusCode: 404 },
    });
  });
});
