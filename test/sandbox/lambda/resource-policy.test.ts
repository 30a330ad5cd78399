import { beforeEach, expect, test } from '@jest/globals';
import { ResourcePolicy, type Permission } from '../../../sandbox/lambda/resource-policy.ts';

const permission: Permission = {
  statementId: 'rotation',
  principal: 'secretsmanager.amazonaws.com',
  action: 'lambda:InvokeFunction',
};

let policy: ResourcePolicy;
beforeEach(() => {
  policy = new ResourcePolicy();
});

test('a statement id can be used once', () => {
  policy.add(permission);
  expect(() => policy.add(permission)).toThrow('The statement id (rotation) provided already exists');
});

test('an account is another kind of principal than a service', () => {
  policy.add({ ...permission, principal: '999988887777', sourceAccount: '999988887777' });
  expect(policy.document('the function’s ARN')).toMatchObject({
    Statement: [
      {
        Principal: { AWS: 'arn:aws:iam::999988887777:root' },
        Condition: { StringEquals: { 'AWS:SourceAccount': '999988887777' } },
        Resource: 'the function’s ARN',
      },
    ],
  });
});
