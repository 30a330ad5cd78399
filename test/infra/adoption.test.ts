import { describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { acmeWith, getAtt, resource, resources, synthesise, viaSecretsManager } from './synthesised-stack.ts';

const SECRET = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/token-Ab12Cd';
const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const typesOf = (template: ReturnType<typeof synthesise>, prefix: string) =>
  resources(template)
    .filter(({ id }) => id.startsWith(prefix))
    .map(({ Type }) => Type);

describe('an existing secret', () => {
  const adopt = (more: object = {}) => synthesise({ clients: { acme: acmeWith({ existingSecret: SECRET, ...more }) } });
  const template = adopt();

  test('rotates, and is neither made nor given a value nor a policy', () => {
    template.resourceCountIs('AWS::SecretsManager::Secret', 0);
    template.resourceCountIs('AWS::SecretsManager::ResourcePolicy', 0);
    expect(resource(template, 'AWS::SecretsManager::RotationSchedule')).toMatchObject({
      id: 'acmeTokenSecretRotationScheduleC5DA3546',
      Properties: { SecretId: SECRET, RotateImmediatelyOnUpdate: false },
    });
    template.hasResourceProperties('AWS::Lambda::Permission', { SourceArn: SECRET });
    template.hasOutput('*', { Description: Match.stringLikeRegexp('long-term token of acme'), Value: SECRET });
  });

  // A policy, a rotation and a function's settings that mean two different secrets are found out at the worst time.
  test.each(['shop/token', 'shop/mail-secret', 'a-b1c2d3/e=f@g+h.i'])(
    'is meant by its whole ARN wherever the template names it: %s',
    (name) => {
      const arn = `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}-Ab12Cd`;
      const adopted = adopt({ existingSecret: arn, existingSecretKeyArn: KEY });
      const whole = JSON.stringify(adopted.toJSON());
      const named = whole.split(`secret:${name}`).length - 1;
      expect(named).toBeGreaterThan(8);
      expect(whole.split(arn).length - 1).toBe(named);
    },
  );

  test('is reached by its ARN, by a policy of its own where a role serves all clients', () => {
    const { PolicyDocument, Roles } = resource(template, 'AWS::IAM::Policy', 'acmeAccess').Properties;
    expect(PolicyDocument.Statement).toEqual([expect.objectContaining({ Sid: 'RotateTokenSecret', Resource: SECRET })]);
    expect(Roles).toEqual([{ Ref: resource(template, 'AWS::IAM::Role', 'IssueByOtp').id }]);
    const { Statement } = resource(template, 'AWS::IAM::Policy', 'acmeRotation').Properties.PolicyDocument;
    expect(Statement).toContainEqual(expect.objectContaining({ Sid: 'RotateTokenSecret', Resource: SECRET }));
    expect(JSON.stringify(Statement)).not.toContain('kms:Decrypt');
  });

  test('is decrypted with its own key, when it has one', () => {
    const { Statement } = resource(adopt({ existingSecretKeyArn: KEY }), 'AWS::IAM::Policy', 'acmeRotation').Properties
      .PolicyDocument;
    expect(Statement).toContainEqual({
      Sid: 'UseEncryptionKeyForTokenSecret',
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: KEY,
      Condition: { StringEquals: { ...viaSecretsManager, 'kms:EncryptionContext:SecretARN': SECRET } },
    });
  });
});

describe('an existing signing key', () => {
  const template = synthesise({
    clients: { acme: acmeWith({ existingKeyArn: KEY, assertion: { algorithm: 'ES256' } }) },
  });

  test('is used as it is: no key is made, and no alias', () => {
    expect(typesOf(template, 'acmeSigningKey')).toEqual([]);
    expect(resource(template, 'AWS::Lambda::Function', 'acme').Properties.Environment.Variables).toMatchObject({
      SIGNING_KEY_A: KEY,
    });
  });

  test('signs in one algorithm, as far as the role goes, and an output says that its own policy is not ours', () => {
    const { Statement } = resource(template, 'AWS::IAM::Policy', 'acmeRotation').Properties.PolicyDocument;
    expect(Statement).toContainEqual({
      Sid: 'SignAssertions',
      Effect: 'Allow',
      Action: 'kms:Sign',
      Resource: KEY,
      Condition: { StringEquals: { 'kms:MessageType': 'DIGEST', 'kms:SigningAlgorithm': 'ECDSA_SHA_256' } },
    });
    template.hasOutput('*', {
      Description: Match.stringLikeRegexp("is not this stack's"),
      Value: getAtt(resource(template, 'AWS::IAM::Role', 'acme').id),
    });
    template.hasOutput('*', {
      Value: `aws kms get-public-key --key-id ${KEY} --output text --query PublicKey | base64 -d | openssl pkey -pubin -inform DER`,
    });
  });
});

describe('a shared signing key', () => {
  const template = synthesise({
    signingKeys: 'shared',
    namePrefix: 'prod/c2m',
    clients: {
      acme: acmeWith(),
      beta: acmeWith(),
      gamma: acmeWith({ grant: 'client-secret' }),
      own: acmeWith({ existingKeyArn: KEY }),
    },
  });
  const key = resource(template, 'AWS::KMS::Key', 'SigningKey');
  const roles = ['acme', 'beta', 'RevocationSweep'].map((name) =>
    getAtt(resource(template, 'AWS::IAM::Role', name).id),
  );

  test('is one, by a name that no client can have, and signs for the roles of those who share it, and for the sweep', () => {
    expect(resource(template, 'AWS::KMS::Alias').Properties).toMatchObject({ AliasName: 'alias/prod/c2m/signing_key' });
    expect(key.Properties.KeyPolicy.Statement).toContainEqual(
      expect.objectContaining({ Sid: 'NobodyElseSigns', Condition: { ArnNotEquals: { 'aws:PrincipalArn': roles } } }),
    );
  });

  test('is not made when nobody signs', () => {
    const none = synthesise({ signingKeys: 'shared', clients: { gamma: acmeWith({ grant: 'client-secret' }) } });
    expect(none.findResources('AWS::KMS::Alias')).toEqual({});
  });
});
