import { describe, expect, test } from '@jest/globals';
import type { Template, TemplateResource } from '../../../sandbox/stack/assembly.ts';
import { deploy, type NewResource } from '../../../sandbox/stack/deployment.ts';

/** Deploys with makers of two types that only note what they are given. */
async function deployed(template: Partial<Template>) {
  const made: NewResource[] = [];
  const make = async (resource: NewResource) => {
    made.push(resource);
    return { ref: `ref of ${resource.logicalId}`, attributes: { Arn: `arn of ${resource.logicalId}` } };
  };
  const stack = {
    name: 'Mine',
    template: { Resources: {}, ...template },
    assetFolder: (key: string) => `/assets/${key}`,
  };
  const { outputs, exports } = await deploy(stack, { Thing: make, Other: make });
  return { made, outputs, exports, order: made.map(({ logicalId }) => logicalId) };
}

const thing = (properties: TemplateResource['Properties'] = {}, rest: Partial<TemplateResource> = {}) => ({
  Type: 'Thing',
  Properties: properties,
  ...rest,
});

describe('the order of resources', () => {
  test('is the template’s where nothing else is said', async () => {
    expect((await deployed({ Resources: { B: thing(), A: thing(), C: thing() } })).order).toEqual(['B', 'A', 'C']);
  });

  test('puts each after those it refers to or depends on, however deep and whatever their type', async () => {
    const { order } = await deployed({
      Resources: {
        Last: thing({ list: [{ deep: { 'Fn::Sub': '${Third}' } }] }, { DependsOn: ['Second', 'First'] }),
        Third: { Type: 'Other', Properties: { Arn: { 'Fn::GetAtt': ['Second', 'Arn'] } } },
        Second: thing({}, { DependsOn: 'First' }),
        First: thing(),
      },
    });
    expect(order).toEqual(['First', 'Second', 'Third', 'Last']);
  });

  test.each<[string, Template['Resources']]>([
    ['two', { A: thing({ of: { Ref: 'B' } }), B: thing({}, { DependsOn: 'A' }) }],
    ['three', { A: thing({ x: { Ref: 'B' } }), B: thing({ x: { Ref: 'C' } }), C: thing({ x: { Ref: 'A' } }) }],
    ['one with itself', { A: thing({ of: { 'Fn::GetAtt': 'A.Arn' } }) }],
  ])('cannot be found for a circle of %s', async (_name, Resources) => {
    await expect(deployed({ Resources })).rejects.toThrow('The resources around A depend on each other in a circle.');
  });
});

describe('a resource', () => {
  test('is made from its resolved properties, with its name, its stack and the assets', async () => {
    const { made } = await deployed({ Resources: { A: thing(), B: thing({ a: { Ref: 'A' }, n: [1, { x: true }] }) } });
    expect(made[1]).toMatchObject({ logicalId: 'B', stackName: 'Mine' });
    expect(made[1]?.properties).toEqual({ a: 'ref of A', n: [1, { x: true }] });
    expect(made[1]?.assetFolder('x.zip')).toBe('/assets/x.zip');
  });

  test('may have no properties at all', async () => {
    expect((await deployed({ Resources: { A: { Type: 'Thing' } } })).made[0]?.properties).toEqual({});
  });

  test('knows where the stack is', async () => {
    const names = ['AccountId', 'Region', 'Partition', 'URLSuffix', 'StackName', 'StackId'];
    const properties = Object.fromEntries(names.map((name) => [name, { Ref: `AWS::${name}` }]));
    expect((await deployed({ Resources: { A: thing(properties) } })).made[0]?.properties).toEqual({
      AccountId: '123456789012',
      Region: 'us-east-1',
      Partition: 'aws',
      URLSuffix: 'amazonaws.com',
      StackName: 'Mine',
      StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Mine/sandbox',
    });
  });

  test('of a type that no maker knows stops the deployment: nothing is left out quietly', async () => {
    const Resources = { Queue: { Type: 'AWS::SQS::Queue' } };
    await expect(deployed({ Resources })).rejects.toThrow(
      'The sandbox does not know resources of type AWS::SQS::Queue (Queue).',
    );
  });

  test('that only informs the CDK is passed over', async () => {
    const Resources = { CDKMetadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: { Ref: 'Nothing' } } } };
    expect((await deployed({ Resources })).made).toEqual([]);
  });

  test('is made only where its condition holds', async () => {
    const { order } = await deployed({
      Conditions: { Yes: { 'Fn::Equals': [1, 1] }, No: { 'Fn::Equals': [1, 2] } },
      Resources: {
        A: thing({}, { Condition: 'Yes' }),
        B: thing({}, { Condition: 'No' }),
        C: { Type: 'Unknown', Condition: 'No' },
      },
    });
    expect(order).toEqual(['A']);
  });
});

describe('the outputs', () => {
  test('are the resolved values', async () => {
    const { outputs } = await deployed({
      Resources: { A: thing() },
      Outputs: { Name: { Value: { Ref: 'A' } }, Command: { Value: { 'Fn::Sub': 'see ${A.Arn}' }, Description: 'x' } },
    });
    expect(outputs).toEqual({ Name: 'ref of A', Command: 'see arn of A' });
  });

  test('are exported under the names that they say', async () => {
    const { exports } = await deployed({
      Resources: { A: thing() },
      Outputs: {
        Name: { Value: { Ref: 'A' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:name' } } },
        Own: { Value: 'x' },
      },
    });
    expect(exports).toEqual({ 'Mine:name': 'ref of A' });
  });

  test('are given only where their condition holds', async () => {
    const { outputs } = await deployed({
      Conditions: { Yes: { 'Fn::Equals': [1, 1] }, No: { 'Fn::Not': [{ Condition: 'Yes' }] } },
      Resources: { A: thing({}, { Condition: 'No' }) },
      Outputs: { There: { Value: 'x', Condition: 'Yes' }, Gone: { Value: { Ref: 'A' }, Condition: 'No' } },
    });
    expect(outputs).toEqual({ There: 'x' });
  });
});
