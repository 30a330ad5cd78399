import { describe, expect, test } from '@jest/globals';
import { actionProblem } from '../../../infra/checks/known-actions.ts';
import { PolicyProblems, refusePolicyProblems } from '../../../infra/checks/policy-problems.ts';
import type { Json } from '../synthesised-stack.ts';

describe('an action that AWS knows', () => {
  test.each(['kms:Sign', 'KMS:sign', 'secretsmanager:*', 'kms:GenerateDataKey*', 'kms:?ign', '*', 'sts:AssumeRole'])(
    'passes: %s',
    async (action) => expect(await actionProblem(action)).toBeUndefined(),
  );
});

describe('an action that AWS does not know', () => {
  test.each([
    ['secretsmanager:UpdateSecretVersionStages', 'secretsmanager:UpdateSecretVersionStage'],
    ['secretsmanager:updateSecretVersonStage', 'secretsmanager:UpdateSecretVersionStage'],
    ['secretmanager:GetSecretValue', 'secretsmanager:GetSecretValue'],
    ['kms:Signs', 'kms:Sign'],
    ['kms:Singn*', 'kms:Sign'],
    ['logs:PutLogEvent', 'logs:PutLogEvents'],
  ])('%s is told with the likely right one, %s', async (action, likely) => {
    expect(await actionProblem(action)).toBe(`AWS knows no action ${action}; did you mean ${likely}?`);
  });

  test.each(['kms', 'kms:', 'kms:Sign Sign', 'kms:(', ''])('%j is refused', async (action) => {
    expect(await actionProblem(action)).toContain(`AWS knows no action ${action}; did you mean`);
  });
});

const policy = (action: string, more: Json = {}) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: action, Resource: '*', ...more },
});
const template = (Type: string, Properties: Json) => ({ Resources: { It: { Type, Properties } } });

describe('a policy with a misspelt action is found', () => {
  const wrong = 'kms:Signn';
  test.each<[string, string, Json]>([
    ["in a role's policy", 'AWS::IAM::Policy', { PolicyDocument: policy(wrong), Roles: [{ Ref: 'Role' }] }],
    ['inline in a role', 'AWS::IAM::Role', { Policies: [{ PolicyName: 'p', PolicyDocument: policy(wrong) }] }],
    ['in a trust policy', 'AWS::IAM::Role', { AssumeRolePolicyDocument: policy(wrong) }],
    ['in a managed policy or boundary', 'AWS::IAM::ManagedPolicy', { PolicyDocument: policy(wrong) }],
    ['in a key', 'AWS::KMS::Key', { KeyPolicy: policy(wrong) }],
    ['in a secret', 'AWS::SecretsManager::ResourcePolicy', { ResourcePolicy: policy(wrong) }],
    ['in a kind of resource that is not of this project', 'AWS::SQS::QueuePolicy', { PolicyDocument: policy(wrong) }],
    ['as what is excepted', 'AWS::IAM::Policy', { PolicyDocument: policy('kms:Sign', { NotAction: [wrong] }) }],
  ])('%s', async (_, type, properties) => {
    const refused = refusePolicyProblems([template(type, properties)]);
    await expect(refused).rejects.toThrow(PolicyProblems);
    await expect(refused).rejects.toThrow('- It: AWS knows no action kms:Signn; did you mean kms:Sign?');
  });
});

describe('a policy that is longer than AWS takes is found', () => {
  const long = (characters: number) => policy('kms:Sign', { Resource: 'x'.repeat(characters) });
  const roles = { Roles: [{ Ref: 'Role' }] };
  test.each<[string, string, Json]>([
    ['Role (inline)', 'AWS::IAM::Policy', { PolicyDocument: long(10_200), ...roles }],
    ['It (inline)', 'AWS::IAM::Role', { Policies: [{ PolicyDocument: long(6000) }, { PolicyDocument: long(6000) }] }],
    ['It (managed)', 'AWS::IAM::ManagedPolicy', { PolicyDocument: long(6144) }],
    ['It (key)', 'AWS::KMS::Key', { KeyPolicy: long(32_768) }],
    ['It (secret)', 'AWS::SecretsManager::ResourcePolicy', { ResourcePolicy: long(20_480) }],
  ])('%s', async (owner, type, properties) => {
    await expect(refusePolicyProblems([template(type, properties)])).rejects.toThrow(
      new RegExp(`^- ${owner.replace(/[()]/g, '\\$&')}: is about \\d+ characters long, and AWS takes \\d+$`, 'm'),
    );
  });

  test('with what CloudFormation puts in counted at its longest', async () => {
    const references = Array.from({ length: 36 }, (_, index) => ({ 'Fn::GetAtt': [`Key${index}`, 'Arn'] }));
    const document = policy('kms:Sign', {
      Resource: [...references, { 'Fn::Join': ['', ['a', { Ref: 'AWS::Region' }]] }],
    });
    const fits = template('AWS::IAM::Policy', { PolicyDocument: document, ...roles });
    await expect(refusePolicyProblems([fits])).resolves.toBeUndefined();
    const more = { ...document, Statement: [document.Statement, document.Statement] };
    const refused = refusePolicyProblems([template('AWS::IAM::Policy', { PolicyDocument: more, ...roles })]);
    await expect(refused).rejects.toThrow('Role (inline)');
  });
});
