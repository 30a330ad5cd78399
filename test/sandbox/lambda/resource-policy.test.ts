import { beforeEach, describe, expect, test } from '@jest/globals';
import { ResourcePolicy, type Permission } from '../../../sandbox/lambda/resource-policy.ts';

const invoker = {
  service: 'secretsmanager.amazonaws.com',
  sourceArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:click2mail/acme-AbCdEf',
  sourceAccount: '123456789012',
};
const permission: Permission = {
  statementId: 'rotation',
  principal: 'secretsmanager.amazonaws.com',
  action: 'lambda:InvokeFunction',
};

let policy: ResourcePolicy;
beforeEach(() => {
  policy = new ResourcePolicy();
});

describe('a resource policy lets a service invoke', () => {
  test.each<[string, Partial<Permission>]>([
    ['without conditions', {}],
    ['from its own account', { sourceAccount: '123456789012' }],
    ['from the named resource', { sourceArn: invoker.sourceArn }],
    [
      'from a resource that matches',
      { sourceArn: 'arn:aws:secretsmanager:*:123456789012:secret:click2mail/acme-??????' },
    ],
    ['with every action of Lambda', { action: 'lambda:*' }],
  ])('%s', (_, condition) => {
    policy.add({ ...permission, ...condition });
    expect(policy.allowsInvoke(invoker)).toBe(true);
  });
});

describe('a resource policy does not let a service invoke', () => {
  test('when it is empty', () => expect(policy.allowsInvoke(invoker)).toBe(false));

  test.each<[string, Partial<Permission>]>([
    ['when another service is allowed', { principal: 'events.amazonaws.com' }],
    ['when another action is allowed', { action: 'lambda:GetFunction' }],
    ['from another account', { sourceAccount: '999999999999' }],
    ['from another resource', { sourceArn: `${invoker.sourceArn}x` }],
    ['when a wildcard would have to reach over a colon', { sourceArn: 'arn:aws:secretsmanager:*:secret:*' }],
    ['when a dot of the pattern stands for another sign', { sourceArn: invoker.sourceArn.replace('/', '.') }],
  ])('%s', (_, condition) => {
    policy.add({ ...permission, ...condition });
    expect(policy.allowsInvoke(invoker)).toBe(false);
  });
});

test('a statement id can be used once', () => {
  policy.add(permission);
  expect(() => policy.add(permission)).toThrow('The statement id (rotation) provided already exists');
});
