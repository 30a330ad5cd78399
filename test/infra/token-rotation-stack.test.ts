import { describe, expect, test } from '@jest/globals';
import { acmeWith, cdkContext, resource, resources, synthesise, type Resource } from './synthesised-stack.ts';

const one = synthesise({ clients: { acme: acmeWith() } });
const two = synthesise({ clients: { acme: acmeWith(), 'acme-eu': acmeWith({ rotateEvery: 'rate(12 hours)' }) } });

test('the example of cdk.json passes all the rules of CDK', () => {
  expect(() => synthesise(cdkContext.click2mail, { validated: true })).not.toThrow();
});

function withoutCode(whole: Resource) {
  const { Metadata: _, Properties, ...rest } = whole;
  const { Code: __, ...others } = Properties;
  return { ...rest, ...others };
}

describe('a client more', () => {
  test('has all resources for itself', () => {
    expect(resources(two)).toHaveLength(2 * resources(one).length);
  });

  test('changes nothing of the others but their code, which holds the settings of all', () => {
    const after = new Map(resources(two).map((each) => [each.id, each]));
    const rotation = resource(one, 'AWS::Lambda::Function');
    expect(after.get(rotation.id)?.Properties.Code).not.toEqual(rotation.Properties.Code);
    for (const before of resources(one)) expect(withoutCode(after.get(before.id)!)).toEqual(withoutCode(before));
  });

  test('shares one asset with them', () => {
    const functions = resources(two).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    expect(new Set(functions.map(({ Properties }) => Properties.Code.S3Key)).size).toBe(1);
  });
});

describe('the role of a rotation', () => {
  const { Statement } = resource(one, 'AWS::IAM::Policy').Properties.PolicyDocument;

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
  for (const template of [one, two]) {
    expect(JSON.stringify(template.toJSON())).not.toMatch(/"SecretString"|\{\{resolve:|"Bearer |lt_|eyJ/);
  }
});

test('the rotation schedules keep their logical ids, because a secret cannot have a second one while the first is there', () => {
  expect(
    resources(two)
      .filter(({ Type }) => Type === 'AWS::SecretsManager::RotationSchedule')
      .map(({ id }) => id),
  ).toEqual(['acmeTokenSecretRotationScheduleC5DA3546', 'acmeeuTokenSecretRotationSchedule89E31224']);
});

test('the outputs tell the secret and how to get the public key for Click2Mail', () => {
  const values = Object.values(one.findOutputs('*')).map(({ Value }) => Value as string);
  expect(values).toEqual([
    'click2mail/acme',
    'aws kms get-public-key --key-id alias/click2mail/acme --output text --query PublicKey | base64 -d | openssl pkey -pubin -inform DER',
  ]);
});
