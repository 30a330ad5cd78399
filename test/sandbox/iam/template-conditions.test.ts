import { afterAll, describe, expect, test } from '@jest/globals';
import { policiesOf } from '../../../infra/checks/template-policies.ts';
import type { AccessQuestion } from '../../../sandbox/iam/access-questions.ts';
import { evaluate, type Policies } from '../../../sandbox/iam/policy-evaluation.ts';
import { standRichStackUp } from './rich-stack.ts';
import { stackCalls } from './stack-calls.ts';
import { ACCOUNT, allow, policyOf, principal } from './template-roles.ts';

interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A statement with conditions, and how to ask it alone. */
interface Conditioned {
  readonly name: string;
  readonly statement: Statement;
  /** Whether the statement can concern a question at all. */
  readonly concerns: (question: AccessQuestion) => boolean;
  /** The statement as the only one that decides. */
  readonly alone: (question: AccessQuestion) => Policies;
}

const stack = await standRichStackUp();
afterAll(() => stack.stop());

const EVERYTHING = policyOf(allow('*', '*'));
const TRUSTING = policyOf(principal({ AWS: `arn:aws:iam::${ACCOUNT}:root` }, allow('*', '*')));

const isOnKey = ({ request: { action } }: AccessQuestion) => action.startsWith('kms:');

function needsOwnPolicies(question: AccessQuestion): boolean {
  const [prefix, , , , accountId] = question.principal.arn.split(':');
  return prefix === 'arn' && (isOnKey(question) || accountId !== ACCOUNT);
}

/** Of a role, what its own policy says is what decides; keys trust the account. */
function inRolePolicy(roleNames: unknown, statement: Statement): Pick<Conditioned, 'concerns' | 'alone'> {
  const arns = (roleNames as string[]).map((name) => stack.roles.named(name).arn);
  return {
    concerns: (question) => arns.includes(question.principal.identity),
    alone: (question) => ({
      identity: new Map([['Alone', policyOf(statement)]]),
      resource: isOnKey(question) ? TRUSTING : undefined,
    }),
  };
}

/**
 * Of a resource, what its policy says is what decides. The policies of a caller count for a key, and where it is of
 * another account: then they allow everything.
 */
function inResourcePolicy(
  resource: (question: AccessQuestion) => boolean,
  statement: Statement,
): Pick<Conditioned, 'concerns' | 'alone'> {
  const others = statement.Effect === 'Allow' ? [] : [{ ...allow('*', '*'), Principal: '*' }];
  return {
    concerns: resource,
    alone: (question) => ({
      identity: new Map(needsOwnPolicies(question) ? [['Everything', EVERYTHING]] : []),
      resource: policyOf(...others, statement),
    }),
  };
}

const statements: Conditioned[] = stack.resources.flatMap(({ logicalId, type, ref, properties }) => {
  const id = logicalId.replace(/[0-9A-F]{8}$/, '');
  const documents =
    type === 'AWS::Lambda::Permission'
      ? permissionOf(properties, ref)
      : policiesOf({ Resources: { [logicalId]: { Type: type, Properties: properties } } }).flatMap(
          ({ document }) => document.Statement as Statement[],
        );
  return documents
    .filter(({ Condition }) => Condition !== undefined)
    .map((statement) => ({
      name: `${id} ${statement.Sid ?? ''}`.trim(),
      statement,
      ...(type === 'AWS::IAM::Policy'
        ? inRolePolicy(properties['Roles'], statement)
        : inResourcePolicy((question) => concerns(type, ref, properties, question), statement)),
    }));
});

/** A permission as the statement that Lambda makes of it. */
function permissionOf({ FunctionName }: Readonly<Record<string, unknown>>, statementId: string): Statement[] {
  const [, , , , , , functionName = '', qualifier] = String(FunctionName).split(':');
  const policy = JSON.parse(stack.lambda.policyOf(functionName, qualifier) ?? '{}') as { Statement: Statement[] };
  return policy.Statement.filter(({ Sid }) => Sid === statementId).map(({ Sid: _made, ...rest }) => rest);
}

function concerns(
  type: string,
  ref: string,
  { FunctionName, Topics = [] }: Readonly<Record<string, unknown>>,
  { request: { resource } }: AccessQuestion,
): boolean {
  switch (type) {
    case 'AWS::KMS::Key':
      return resource === stack.kms.key(ref)?.arn;
    case 'AWS::Lambda::Permission':
      return resource === FunctionName;
    case 'AWS::SNS::TopicPolicy':
      return (Topics as string[]).includes(resource);
    default:
      return false;
  }
}

const questions = stackCalls(stack);

function isAllowed({ principal: { arn }, request }: AccessQuestion, policies: Policies): boolean {
  const { action, resource, context } = request;
  return evaluate({ principal: arn, action, resource, resourceAccountId: ACCOUNT, context }, policies).allowed;
}

function without(key: string, { principal: who, request }: AccessQuestion): AccessQuestion {
  const left = Object.entries(request.context).filter(([name]) => name.toLowerCase() !== key.toLowerCase());
  return { principal: who, request: { ...request, context: Object.fromEntries(left) } };
}

const matches = (pattern: string, action: string) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'i').test(action);

const meeting = new Map<Conditioned, readonly AccessQuestion[]>();

/** The calls that a statement lets through, or does not stop, by itself. */
function metBy(one: Conditioned): readonly AccessQuestion[] {
  const known = meeting.get(one);
  if (known !== undefined) return known;
  const found = questions.filter(
    (question) =>
      one.concerns(question) &&
      [one.statement.Action].flat().some((pattern) => matches(pattern, question.request.action)) &&
      isAllowed(question, one.alone(question)),
  );
  meeting.set(one, found);
  return found;
}

/** Whether the condition fails, or a denial strikes, when the key is not there. */
function isNeeded(effect: Statement['Effect'], operator: string): boolean {
  if (operator === 'Null' || operator.endsWith('IfExists')) return false;
  return effect === 'Allow' || /Not(Equals|Like)/.test(operator);
}

const conditions = statements.flatMap((one) =>
  Object.entries(one.statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.keys(keys).map((key) => ({ one, operator, key, needed: isNeeded(one.statement.Effect, operator) })),
  ),
);

test('every statement with a condition is met by a call that is really made, with keys that are really presented', () => {
  const unmet = statements.filter((one) => metBy(one).length === 0).map(({ name }) => name);
  expect(unmet).toEqual([]);
});

test('the stack has conditions in policies of every kind', () => {
  const kinds = [
    'Rotation',
    'Sweep',
    'EncryptionKey',
    'TopicKey',
    'TopicPolicy',
    'Permission',
    'InvokeUrl',
    'adopted',
    'WriteReplicas',
  ];
  for (const kind of kinds) expect(statements.some(({ name }) => name.includes(kind))).toBe(true);
  expect(conditions.length).toBeGreaterThan(60);
});

describe('a call that lacks the key is refused by the statement', () => {
  test.each(conditions.filter(({ needed }) => needed).map((one) => [one.one.name, one.key, one] as const))(
    '%s: %s',
    (_name, key, { one }) => {
      const met = metBy(one);
      const passing = met.filter((question) => isAllowed(without(key, question), one.alone(question)));
      expect(passing.map(({ principal: { arn }, request: { action } }) => `${arn} ${action}`)).toEqual([]);
      expect(met.length).toBeGreaterThan(0);
    },
  );
});

test('no more conditions than these hold without their key, and then the call goes through', () => {
  const others = conditions.filter(({ needed }) => !needed);
  expect([...new Set(others.map(({ one, operator, key }) => `${one.statement.Sid} ${operator} ${key}`))]).toEqual([
    'StartRotation Null secretsmanager:RotationLambdaARN',
    'StartRotation BoolIfExists secretsmanager:ModifyRotationRules',
    'AllowPublishThroughSSLOnly Bool aws:SecureTransport',
  ]);
  for (const { one, key } of others) {
    for (const question of metBy(one)) expect(isAllowed(without(key, question), one.alone(question))).toBe(true);
  }
});

describe('with all policies together', () => {
  const inFull = (question: AccessQuestion) =>
    isAllowed(question, {
      ...question.principal.policies,
      resource:
        question.request.resourcePolicy === undefined
          ? undefined
          : (JSON.parse(question.request.resourcePolicy) as ReturnType<typeof policyOf>),
    });

  test.each(statements.map((one) => [one.name, one] as const))('a call that meets it is allowed: %s', (_name, one) => {
    expect(metBy(one).some(inFull)).toBe(true);
  });
});
