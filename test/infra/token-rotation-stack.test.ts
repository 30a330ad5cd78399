import { describe, expect, test } from '@jest/globals';
import { acmeWith, cdkContext, resource, synthesise } from './synthesised-stack.ts';

const one = synthesise({ clients: { acme: acmeWith() } });

test('the example of cdk.json passes all the rules of CDK', () => {
  expect(() => synthesise(cdkContext.click2mail, { validated: true })).not.toThrow();
});

describe('the role of a rotation', () => {
  const { Statement } = resource(one, 'AWS::IAM::Policy', 'acme').Properties.PolicyDocument;

  test('allows these actions and no others', () => {
    expect(Statement.flatMap(({ Action }) => Action).toSorted()).toEqual([
      'kms:Decrypt',
      'kms:GenerateDataKey',
      'kms:GetPublicKey',
      'kms:Sign',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
    ]);
  });

  test('names every resource', () => {
    expect(Statement.every(({ Resource }) => typeof Resource === 'object')).toBe(true);
  });

  test('signs digests in one algorithm with the signing key, and reads its public half', () => {
    const key = { 'Fn::GetAtt': [resource(one, 'AWS::KMS::Key', 'acmeSigningKey').id, 'Arn'] };
    const agreed = { 'kms:MessageType': 'DIGEST', 'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256' };
    expect(Statement.filter(({ Resource }) => JSON.stringify(Resource) === JSON.stringify(key))).toEqual([
      {
        Sid: 'SignAssertions',
        Effect: 'Allow',
        Action: 'kms:Sign',
        Resource: key,
        Condition: { StringEquals: agreed },
      },
      { Sid: 'ReadPublicKey', Effect: 'Allow', Action: 'kms:GetPublicKey', Resource: key },
    ]);
  });
});

test('no resource holds a plain secret, and CloudFormation gets no secret to pass on', () => {
  for (const template of [one, synthesise(cdkContext.click2mail)]) {
    expect(JSON.stringify(template.toJSON())).not.toMatch(/"SecretString"|\{\{resolve:|"Bearer |lt_|eyJ/);
  }
});

test('the outputs tell what to do first for every grant', () => {
  const values = Object.values(synthesise(cdkContext.click2mail).findOutputs('*')).map(({ Value }) => Value as unknown);
  expect(values).toEqual([
    'aws kms get-public-key --key-id alias/click2mail/acme --output text --query PublicKey | base64 -d | openssl pkey -pubin -inform DER',
    'click2mail/acme',
    'click2mail/globex/client_secret',
    'click2mail/globex',
    'click2mail/initech',
    { Ref: expect.stringMatching(/^IssueByOtpIssueFunction/) },
    { Ref: expect.stringMatching(/^RevocationSweepFunction/) },
    { 'Fn::GetAtt': [expect.stringMatching(/^ShortTermTokenVendor/), 'Arn'] },
  ]);
});
