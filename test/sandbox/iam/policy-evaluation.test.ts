import { describe, expect, test } from '@jest/globals';
import { evaluate, type Policies, syntaxErrors } from '../../../sandbox/iam/policy-evaluation.ts';
import type { PolicyDocument } from '../../../sandbox/iam/roles.ts';

const ACCOUNT = '123456789012';
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/R`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/R/s`;
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/0a1b2c3d-0000-4000-8000-0123456789ab`;
const SECRET = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:mine-AbCdEf`;

const policy = (...Statement: object[]): PolicyDocument => ({ Version: '2012-10-17', Statement });
const allow = (Action: string, Resource: string, more: object = {}) => ({ Effect: 'Allow', Action, Resource, ...more });
const deny = (Action: string, Resource: string, more: object = {}) => ({ Effect: 'Deny', Action, Resource, ...more });
const to = (principal: string) => ({ Principal: { AWS: principal } });
const role = (...documents: PolicyDocument[]) => new Map(documents.map((document, index) => [`p${index}`, document]));
const NONE = role();

interface Request {
  readonly action: string;
  readonly resource: string;
  readonly principal?: string;
  readonly context?: Readonly<Record<string, string | string[]>>;
}

const verdict = ({ principal = SESSION, context = {}, ...request }: Request, policies: Policies) => {
  const result = evaluate({ principal, context, resourceAccountId: ACCOUNT, ...request }, policies);
  if (result.allowed) return 'allowed';
  return `${result.by}: ${result.explicitly ? 'explicit' : 'implicit'}`;
};

describe('a key policy', () => {
  const sign = { action: 'kms:Sign', resource: KEY };
  const identity = role(policy(allow('kms:Sign', KEY)));
  const delegates = policy(allow('kms:*', '*', to(`arn:aws:iam::${ACCOUNT}:root`)));

  test('lets the account’s own policies count when it delegates to the account', () => {
    expect(verdict(sign, { identity, resource: delegates })).toBe('allowed');
    expect(verdict(sign, { identity: NONE, resource: delegates })).toBe('identity-based policy: implicit');
  });

  test('that does not delegate makes them count for nothing', () => {
    const other = policy(allow('kms:*', '*', to(`arn:aws:iam::${ACCOUNT}:role/other`)));
    expect(verdict(sign, { identity, resource: other })).toBe('resource-based policy: implicit');
    expect(verdict(sign, { identity })).toBe('resource-based policy: implicit');
  });

  test('delegates only the actions that it names, under its conditions', () => {
    const statement = allow('kms:Decrypt', '*', to(`arn:aws:iam::${ACCOUNT}:root`));
    expect(verdict(sign, { identity, resource: policy(statement) })).toBe('resource-based policy: implicit');
    const forR = { ...to(`arn:aws:iam::${ACCOUNT}:root`), Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE_ARN } } };
    const resource = policy(allow('kms:Sign', '*', forR));
    expect(verdict({ ...sign, context: { 'aws:PrincipalArn': ROLE_ARN } }, { identity, resource })).toBe('allowed');
    expect(verdict({ ...sign, context: { 'aws:PrincipalArn': `${ROLE_ARN}2` } }, { identity, resource })).toBe(
      'resource-based policy: implicit',
    );
  });

  test('that names the role needs no policy of the role’s own', () => {
    expect(verdict(sign, { identity: NONE, resource: policy(allow('kms:Sign', '*', to(ROLE_ARN))) })).toBe('allowed');
  });

  test('denies what the role’s own policies allow', () => {
    const Condition = { StringNotEquals: { 'kms:MessageType': 'DIGEST' } };
    const denial = deny('kms:Sign', '*', { Principal: '*', Condition });
    const [statement] = delegates['Statement'] as object[];
    const resource = policy(statement ?? {}, denial);
    expect(verdict({ ...sign, context: { 'kms:MessageType': 'RAW' } }, { identity, resource })).toBe(
      'resource-based policy: explicit',
    );
    expect(verdict({ ...sign, context: { 'kms:MessageType': 'DIGEST' } }, { identity, resource })).toBe('allowed');
  });
});

describe('a secret', () => {
  const read = { action: 'secretsmanager:GetSecretValue', resource: SECRET };
  const identity = role(policy(allow('secretsmanager:GetSecretValue', SECRET)));

  test('may be read by the role’s policy or by the secret’s', () => {
    expect(verdict(read, { identity })).toBe('allowed');
    expect(verdict(read, { identity: NONE, resource: policy(allow('secretsmanager:*', '*', to(ROLE_ARN))) })).toBe(
      'allowed',
    );
    expect(verdict(read, { identity: NONE })).toBe('identity-based policy: implicit');
  });

  test('may not be read against an explicit denial, whichever policy has it', () => {
    const own = role(policy(allow('secretsmanager:*', '*')), policy(deny('secretsmanager:GetSecretValue', SECRET)));
    expect(verdict(read, { identity: own })).toBe('identity-based policy: explicit');
    const resource = policy(deny('secretsmanager:GetSecretValue', '*', { Principal: '*' }));
    expect(verdict(read, { identity, resource })).toBe('resource-based policy: explicit');
    const permissionsBoundary = policy(allow('*', '*'), deny('secretsmanager:*', '*'));
    expect(verdict(read, { identity, permissionsBoundary })).toBe('permissions boundary: explicit');
  });

  test('of another account is read by both accounts’ leave', () => {
    const principal = 'arn:aws:sts::999988887777:assumed-role/Reader/s';
    const everything = role(policy(allow('*', '*')));
    const resource = policy(allow('secretsmanager:GetSecretValue', '*', to('arn:aws:iam::999988887777:root')));
    expect(verdict({ ...read, principal }, { identity: everything, resource })).toBe('allowed');
    expect(verdict({ ...read, principal }, { identity: everything })).toBe('resource-based policy: implicit');
    expect(verdict({ ...read, principal }, { identity: NONE, resource })).toBe('identity-based policy: implicit');
  });
});

describe('a permissions boundary', () => {
  const read = { action: 'secretsmanager:GetSecretValue', resource: SECRET };
  const identity = role(policy(allow('secretsmanager:*', '*')));

  test('takes away what it does not allow, and gives nothing', () => {
    expect(verdict(read, { identity, permissionsBoundary: policy(allow('secretsmanager:*', '*')) })).toBe('allowed');
    expect(verdict(read, { identity, permissionsBoundary: policy(allow('kms:*', '*')) })).toBe(
      'permissions boundary: implicit',
    );
    expect(verdict(read, { identity: NONE, permissionsBoundary: policy(allow('*', '*')) })).toBe(
      'identity-based policy: implicit',
    );
  });
});

describe('an action on nothing in particular', () => {
  const list = { action: 'secretsmanager:ListSecrets', resource: '*' };

  test('needs the resource *: who may list some secrets may not list all', () => {
    expect(verdict(list, { identity: role(policy(allow('secretsmanager:*', '*'))) })).toBe('allowed');
    for (const resource of [SECRET, 'arn:aws:secretsmanager:*:*:secret:*', 'arn:aws:*:*:*:*']) {
      expect(verdict(list, { identity: role(policy(allow('secretsmanager:*', resource))) })).toBe(
        'identity-based policy: implicit',
      );
    }
  });
});

describe('a service', () => {
  const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:rotate`;
  const invoke = { action: 'lambda:InvokeFunction', resource: FUNCTION, principal: 'secretsmanager.amazonaws.com' };
  const lets = (Service: string, more: object = {}) =>
    policy(allow('lambda:InvokeFunction', FUNCTION, { Principal: { Service }, ...more }));

  test('is let in by the resource’s policy alone', () => {
    expect(verdict(invoke, { identity: NONE, resource: lets('secretsmanager.amazonaws.com') })).toBe('allowed');
    expect(verdict(invoke, { identity: NONE, resource: lets('events.amazonaws.com') })).toBe(
      'resource-based policy: implicit',
    );
    expect(verdict(invoke, { identity: NONE })).toBe('resource-based policy: implicit');
  });
});

describe('policies of a template', () => {
  test('are looked through for what CloudFormation would refuse', async () => {
    expect(await syntaxErrors({ identity: role(policy(allow('kms:Sign', KEY))) })).toEqual([]);
    const broken = role(
      policy({ Effect: 'allow', Action: 'kms:Sign', Resource: KEY }, { Effect: 'Allow', Action: 'x' }),
    );
    expect(await syntaxErrors({ identity: broken, permissionsBoundary: policy({ Effect: 'Deny' }) })).toEqual([
      expect.stringContaining('p0, Statement[0].Effect'),
      expect.stringContaining('p0, Statement[1]'),
      expect.stringContaining('p0, Statement[1].Action'),
      expect.stringContaining('permissions boundary, Statement[0]'),
      expect.stringContaining('permissions boundary, Statement[0]'),
    ]);
  });
});
