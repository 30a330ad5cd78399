import { describe, expect, test } from '@jest/globals';
import { ACCOUNT_ROOT, acmeWith, getAtt, inRegion, resource, synthesise } from './synthesised-stack.ts';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const template = synthesise({
  clients: { acme: acmeWith() },
  consumers: { archive: { client: 'acme', scopes: ['jobs:submit'] } },
  replicaRegions: [{ region: 'eu-west-1', keyArn }, { region: 'us-east-2' }],
});
const secret = resource(template, 'AWS::SecretsManager::Secret', 'acme');
const encryptionKey = resource(template, 'AWS::KMS::Key', 'EncryptionKey');

const statementsOf = (role: string) => resource(template, 'AWS::IAM::Policy', role).Properties.PolicyDocument.Statement;
const statement = (role: string, Sid: string) => statementsOf(role).find((one) => one.Sid === Sid);

const OWN = { 'Fn::Join': ['', ['secretsmanager.', { Ref: 'AWS::Region' }, '.amazonaws.com']] };
const viaBoth = [OWN, 'secretsmanager.eu-west-1.amazonaws.com'];
const viaAll = [...viaBoth, 'secretsmanager.us-east-2.amazonaws.com'];
const inReplicaRegion = (name: string) => ({
  'Fn::Join': [
    '',
    ['arn:', { Ref: 'AWS::Partition' }, ':secretsmanager:eu-west-1:', { Ref: 'AWS::AccountId' }, `:secret:${name}`],
  ],
});

describe.each([
  ['a rotation', 'acme', 'click2mail/acme-??????', 'UseEncryptionKeyForTokenSecret'],
  ['issuing by a one-time code', 'IssueByOtp', 'click2mail/*', 'UseEncryptionKeyForTokenSecrets'],
])('the role of %s', (_what, role, name, ownKey) => {
  test('may write to the replica under a key of its own, by way of either region, for its secrets and no other', () => {
    expect(statement(role, 'WriteReplicasInEuWest1')).toEqual({
      Sid: 'WriteReplicasInEuWest1',
      Effect: 'Allow',
      Action: ['kms:Encrypt', 'kms:GenerateDataKey'],
      Resource: keyArn,
      Condition: {
        StringEquals: { 'kms:ViaService': viaBoth },
        StringLike: {
          'kms:EncryptionContext:SecretARN': [inRegion('secretsmanager', `secret:${name}`), inReplicaRegion(name)],
        },
      },
    });
  });

  test('needs nothing for a replica under the key of its region', () => {
    expect(statement(role, 'WriteReplicasInUsEast2')).toBeUndefined();
  });

  test('may read the primary by way of every region that it is copied to', () => {
    expect(statement(role, ownKey)).toMatchObject({
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Condition: { StringEquals: { 'kms:ViaService': viaAll } },
    });
  });
});

test('The stack’s key lets Secrets Manager of every region that is copied to use it for the account', () => {
  expect(encryptionKey.Properties.KeyPolicy.Statement).toContainEqual({
    Sid: 'AccountUsesItThroughSecretsManager',
    Effect: 'Allow',
    Principal: ACCOUNT_ROOT,
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: '*',
    Condition: { StringEquals: { 'kms:ViaService': viaAll } },
  });
});

test.each(['RevocationSweep', 'ShortTermTokenVendor'])(
  'The role of %s stores no value, so it writes no replica',
  (role) => {
    expect(JSON.stringify(statementsOf(role))).not.toMatch(/kms:Encrypt"|kms:GenerateDataKey|eu-west-1/);
  },
);

test('Without replicas there is one region, and one value', () => {
  const alone = synthesise({ clients: { acme: acmeWith() } });
  expect(JSON.stringify(alone.toJSON())).not.toContain('WriteReplicas');
  expect(resource(alone, 'AWS::IAM::Policy', 'acme').Properties.PolicyDocument.Statement).toContainEqual({
    Sid: 'UseEncryptionKeyForTokenSecret',
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: getAtt(resource(alone, 'AWS::KMS::Key', 'EncryptionKey').id),
    Condition: {
      StringEquals: {
        'kms:ViaService': OWN,
        'kms:EncryptionContext:SecretARN': { Ref: secret.id },
      },
    },
  });
});

test('A secret that existed before keeps its own copies, and the role gets no right to their keys', () => {
  const existingSecret = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:old/token-AbCdEf';
  const adopted = synthesise({
    clients: { acme: acmeWith({ existingSecret }) },
    replicaRegions: [{ region: 'eu-west-1', keyArn }],
  });
  const { Statement } = resource(adopted, 'AWS::IAM::Policy', 'acmeRotation').Properties.PolicyDocument;
  expect(JSON.stringify(Statement)).not.toContain(keyArn);
});
