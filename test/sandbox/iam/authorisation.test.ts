import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Caller, WireObject } from '../../../sandbox/aws/aws-service.ts';
import { sessionOf } from '../../../sandbox/aws/credentials.ts';
import { Clock } from '../../../sandbox/clock.ts';
import { Authorisation } from '../../../sandbox/iam/authorisation.ts';
import { Roles } from '../../../sandbox/iam/roles.ts';
import { ACCOUNT, allow, policyOf, roleArn } from './template-roles.ts';

const arn = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:app-AbCdEf`;
const START = Date.parse('2026-11-24T12:00:00Z');

let authorisation: Authorisation;
let roles: Roles;
let clock: Clock;
beforeEach(() => {
  clock = new Clock({ startAt: START, flowing: false });
  roles = new Roles();
  roles.add({
    name: 'reader',
    arn: roleArn('reader'),
    trustPolicy: policyOf(),
    policies: new Map([
      [
        'Read',
        policyOf(
          allow('secretsmanager:GetSecretValue', '*', {
            StringEquals: { 'secretsmanager:ResourceTag/team': '${aws:PrincipalTag/team}' },
          }),
        ),
      ],
    ]),
    tags: { team: 'post' },
  });
  authorisation = new Authorisation({
    clock,
    place: { partition: 'aws', region: 'us-east-1', accountId: ACCOUNT },
    roles,
    resources: {
      secret: (secretId) => ({ arn, tags: new Map([['team', secretId]]) }),
      key: () => undefined,
      keyOfCiphertext: () => undefined,
      functionPolicy: () => undefined,
      functionTags: () => undefined,
    },
  });
});

const reader = sessionOf(roleArn('reader'), 's');
const read = (SecretId: string, caller: Caller = reader) =>
  authorisation.authorise({ service: 'secretsmanager', operation: 'GetSecretValue', input: { SecretId }, caller });

test('a role reads the secrets that have its own tag', () => {
  expect(() => read('post')).not.toThrow();
  expect(() => read('other')).toThrow('no identity-based policy allows');
});

test('a role that there is not may do nothing, and the administrator everything', () => {
  expect(() => read('post', sessionOf(roleArn('nobody'), 's'))).toThrow('no identity-based policy allows');
  const administrator = { accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/test`, isAdministrator: true };
  expect(() => read('other', administrator)).not.toThrow();
});

test('a thousand refusals are remembered with their time, the newest last', async () => {
  await clock.advance(60);
  for (let times = 0; times < 1100; times += 1) expect(() => read('other')).toThrow('is not authorized');
  await clock.advance(1);
  expect(() => read('another')).toThrow('is not authorized');
  expect(authorisation.denied).toHaveLength(1000);
  const [first, last] = [authorisation.denied[0], authorisation.denied.at(-1)];
  expect([first?.at, last?.at]).toEqual([START + 60_000, START + 61_000]);
  expect(last).toMatchObject({ principal: reader.arn, action: 'secretsmanager:GetSecretValue', resource: arn });
});

describe('a request that names nothing is left to the service to refuse', () => {
  test.each<[service: 'secretsmanager' | 'kms' | 'lambda' | 'sts', operation: string, input: WireObject]>([
    ['secretsmanager', 'GetSecretValue', {}],
    ['secretsmanager', 'GetSecretValue', { SecretId: 5 }],
    ['secretsmanager', 'CreateSecret', { Name: null }],
    ['kms', 'Sign', {}],
    ['kms', 'Sign', { KeyId: 'none' }],
    ['kms', 'CreateAlias', { AliasName: 1 }],
    ['lambda', 'Invoke', { FunctionName: 'a b' }],
    ['sts', 'AssumeRole', {}],
    ['sts', 'AssumeRole', { RoleArn: '*' }],
  ])('%s:%s %j', (service, operation, input) => {
    expect(() => authorisation.authorise({ service, operation, input, caller: reader })).not.toThrow();
  });
});

describe('whatever the wire brings is no reason to fail', () => {
  test.each<[operation: string, input: WireObject]>([
    ['TagResource', { SecretId: 'post', Tags: [null, 1, {}] }],
    ['TagResource', { SecretId: 'post', Tags: 'a' }],
    ['UntagResource', { SecretId: 'post', TagKeys: [{}] }],
    ['RotateSecret', { SecretId: 'post', RotateImmediately: {} }],
    ['UnknownOperation', { SecretId: 'post' }],
  ])('%s %j', (operation, input) => {
    expect(() => authorisation.authorise({ service: 'secretsmanager', operation, input, caller: reader })).toThrow(
      `is not authorized to perform: secretsmanager:${operation} on resource: ${arn}`,
    );
  });
});

test('an operation that nobody has heard of is not let through', () => {
  for (const service of ['lambda', 'sts'] as const) {
    expect(() => authorisation.authorise({ service, operation: 'Destroy', input: {}, caller: reader })).toThrow(
      `is not authorized to perform: ${service}:Destroy`,
    );
  }
});
