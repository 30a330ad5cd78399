import { describe, expect, test } from '@jest/globals';
import { holds, references, resolve, type ResolutionScope } from '../../../sandbox/stack/intrinsics.ts';

const scope: ResolutionScope = {
  template: {
    Resources: {},
    Parameters: { Stage: { Default: 'test' }, Days: { Default: 30 }, Unset: {}, Kind: { Default: 'topic' } },
    Mappings: { Regions: { 'us-east-1': { zone: 'a', zones: ['a', 'b'] } } },
    Conditions: {
      Yes: { 'Fn::Equals': ['a', 'a'] },
      No: { 'Fn::Equals': ['a', { Ref: 'Stage' }] },
      Number: { 'Fn::Equals': [30, { Ref: 'Days' }] },
      Both: { 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Not': [{ Condition: 'No' }] }] },
      Neither: { 'Fn::Or': [{ Condition: 'No' }, { 'Fn::Not': [{ Condition: 'Yes' }] }] },
    },
  },
  pseudoParameters: { 'AWS::Region': 'us-east-1', 'AWS::Partition': 'aws' },
  resources: new Map([
    ['Key', { ref: 'key-id', attributes: { Arn: 'arn:key', 'Nested.Name': 'nested' } }],
    ['Secret', { ref: 'arn:secret', attributes: {} }],
  ]),
  elsewhere: {
    exported: (name) => (name === 'other:topic' ? 'arn:topic' : undefined),
    output: (stackName, name) => (stackName === 'Other' && name === 'Topic' ? 'arn:topic' : undefined),
  },
  standIn: (logicalId) => (logicalId === 'Table' ? 'arn:nothing' : undefined),
};

describe('a value', () => {
  test.each<[string, unknown, unknown]>([
    ['text', 'plain', 'plain'],
    ['a number', 7, 7],
    ['false', false, false],
    ['null', null, null],
    ['Ref to a resource', { Ref: 'Key' }, 'key-id'],
    ['Ref to a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['Ref to a parameter', { Ref: 'Stage' }, 'test'],
    ['Ref to a parameter that is a number', { Ref: 'Days' }, '30'],
    ['Ref to what is left out', { Ref: 'Table' }, 'arn:nothing'],
    ['GetAtt of what is left out', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:nothing'],
    ['Sub of what is left out', { 'Fn::Sub': '${Table}/${Table.Arn}' }, 'arn:nothing/arn:nothing'],
    ['ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': 'other:${Kind}' } }, 'arn:topic'],
    ['GetStackOutput', { 'Fn::GetStackOutput': { StackName: 'Other', OutputName: 'Topic' } }, 'arn:topic'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Key', 'Arn'] }, 'arn:key'],
    ['GetAtt as text', { 'Fn::GetAtt': 'Key.Arn' }, 'arn:key'],
    ['GetAtt of a nested attribute', { 'Fn::GetAtt': 'Key.Nested.Name' }, 'nested'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Key' }, 1]] }, 'a-key-id-1'],
    ['Join of what Split gives', { 'Fn::Join': ['|', { 'Fn::Split': [':', 'a:b'] }] }, 'a|b'],
    ['Split', { 'Fn::Split': [':', { 'Fn::GetAtt': 'Key.Arn' }] }, ['arn', 'key']],
    ['Select', { 'Fn::Select': [1, ['a', { Ref: 'Key' }]] }, 'key-id'],
    ['Select with text', { 'Fn::Select': ['0', { 'Fn::Split': [':', { Ref: 'Secret' }] }] }, 'arn'],
    ['FindInMap', { 'Fn::FindInMap': ['Regions', { Ref: 'AWS::Region' }, 'zone'] }, 'a'],
    ['FindInMap of a list', { 'Fn::FindInMap': ['Regions', 'us-east-1', 'zones'] }, ['a', 'b']],
    ['Sub', { 'Fn::Sub': 'arn:${AWS::Partition}:${Key}/${Key.Arn}' }, 'arn:aws:key-id/arn:key'],
    ['Sub with variables', { 'Fn::Sub': ['${Own}/${Key}', { Own: { Ref: 'Stage' }, Key: 'mine' }] }, 'test/mine'],
    ['Sub with a literal', { 'Fn::Sub': '${!Key}=${Key}' }, '${Key}=key-id'],
    ['If, true', { 'Fn::If': ['Yes', { Ref: 'Key' }, { Ref: 'Missing' }] }, 'key-id'],
    ['If, false', { 'Fn::If': ['No', { Ref: 'Missing' }, 'else'] }, 'else'],
    ['an object with intrinsics in it', { a: [{ b: { Ref: 'Key' } }], c: 1 }, { a: [{ b: 'key-id' }], c: 1 }],
    ['an object with a key like an intrinsic’s among others', { Ref: 'x', Name: 'y' }, { Ref: 'x', Name: 'y' }],
    [
      'an IAM statement’s Condition',
      { Condition: { Bool: { 'aws:x': 'true' } } },
      { Condition: { Bool: { 'aws:x': 'true' } } },
    ],
  ])('%s is resolved', (_name, value, resolved) => {
    expect(resolve(value, scope)).toEqual(resolved);
  });

  test('AWS::NoValue takes its property or its place in a list away', () => {
    const nothing = { Ref: 'AWS::NoValue' };
    const value = { kept: 1, gone: nothing, list: ['a', nothing, 'b'], also: { 'Fn::If': ['No', 'x', nothing] } };
    const resolved = resolve(value, scope);
    expect(resolved).toEqual({ kept: 1, list: ['a', 'b'] });
    expect(Object.keys(resolved as object)).toEqual(['kept', 'list']);
  });
});

describe('a condition', () => {
  test.each([
    ['Yes', true],
    ['No', false],
    ['Number', true],
    ['Both', true],
    ['Neither', false],
  ])('%s is %s', (name, expected) => {
    expect(holds(name, scope)).toBe(expected);
  });
});

describe('what cannot be resolved is named', () => {
  test.each<[string, unknown, string]>([
    ['Ref', { Ref: 'Missing' }, 'The template refers to Missing, which does not exist.'],
    ['Ref to a parameter without a default', { Ref: 'Unset' }, 'The template refers to Unset, which does not exist.'],
    ['GetAtt', { 'Fn::GetAtt': ['Missing', 'Arn'] }, 'The template refers to Missing.Arn, which does not exist.'],
    ['attribute', { 'Fn::GetAtt': ['Key', 'Size'] }, 'The template refers to Key.Size, which does not exist.'],
    ['Sub', { 'Fn::Sub': 'x${Missing}' }, 'The template refers to Missing, which does not exist.'],
    ['Sub of an attribute', { 'Fn::Sub': '${Key.Size}' }, 'The template refers to Key.Size, which does not exist.'],
    ['ImportValue', { 'Fn::ImportValue': 'mine' }, 'No stack exports mine.'],
    [
      'GetStackOutput',
      { 'Fn::GetStackOutput': { StackName: 'Other', OutputName: 'Queue' } },
      'The stack Other has no output Queue.',
    ],
    ['FindInMap', { 'Fn::FindInMap': ['Regions', 'eu', 'zone'] }, 'The template has no mapping Regions/eu/zone.'],
    ['Select', { 'Fn::Select': [2, ['a', 'b']] }, 'Fn::Select asks for item 2 of a list of 2.'],
    ['If', { 'Fn::If': ['Maybe', 1, 2] }, 'The template has no condition Maybe.'],
    ['Condition', { Condition: 'Maybe' }, 'The template has no condition Maybe.'],
    ['an unknown function', { 'Fn::Cidr': ['x', 1, 2] }, 'The sandbox does not know the intrinsic function Fn::Cidr.'],
    ['Transform', { 'Fn::Transform': {} }, 'The sandbox does not know the intrinsic function Fn::Transform.'],
  ])('%s', (_name, value, message) => {
    expect(() => resolve({ property: [value] }, scope)).toThrow(new Error(message));
  });
});

test('the references of a value are those of Ref, GetAtt and Sub, however deep', () => {
  const value = {
    a: { Ref: 'One' },
    b: [{ 'Fn::GetAtt': ['Two', 'Arn'] }, { 'Fn::GetAtt': 'Three.Arn' }],
    c: { 'Fn::Sub': 'x${Four}y${Five.Arn}z${!NotThis}' },
    d: { 'Fn::Sub': ['${Own}', { Own: { Ref: 'Six' } }] },
    e: { 'Fn::If': ['Yes', { 'Fn::Join': ['', [{ Ref: 'Seven' }]] }, null] },
    Ref: { not: 'a reference' },
  };
  const names = ['One', 'Two', 'Three', 'Four', 'Five', 'Own', 'Six', 'Seven'];
  expect(references(value).toSorted()).toEqual(names.toSorted());
  expect(references(undefined)).toEqual([]);
});
