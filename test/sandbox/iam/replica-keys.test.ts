import { KMS } from '@aws-sdk/client-kms';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startStack, type StartedStack } from '../stack/started-stack.ts';
import { assumeRole, clientsOf, type RoleClients, refusalOf } from './role-clients.ts';
import { ACCOUNT, allow, policyOf, principal, roleArn, roleOf } from './template-roles.ts';

const ROOT = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
const KEY_ARN = { 'Fn::GetAtt': ['Key', 'Arn'] };
const REPLICA = 'eu-west-1';
const via = (...regions: string[]) => ({
  'kms:ViaService': regions.map((region) => `secretsmanager.${region}.amazonaws.com`),
});
const secretArn = (region: string) => `arn:aws:secretsmanager:${region}:${ACCOUNT}:secret:app/*`;
const own = allow(['kms:Decrypt', 'kms:GenerateDataKey'], KEY_ARN);
const writes = allow(
  ['secretsmanager:PutSecretValue', 'secretsmanager:ReplicateSecretToRegions'],
  secretArn('us-east-1'),
);
const copies = (conditions = {}, actions = ['kms:Encrypt', 'kms:GenerateDataKey']) =>
  allow(actions, `arn:aws:kms:${REPLICA}:${ACCOUNT}:key/*`, conditions);
const bound = {
  StringEquals: via('us-east-1', REPLICA),
  StringLike: { 'kms:EncryptionContext:SecretARN': secretArn(REPLICA) },
};

const WRITERS = {
  complete: [writes, own, copies(bound)],
  'without the right to encrypt': [writes, own, copies(bound, ['kms:GenerateDataKey'])],
  'without the right to a data key': [writes, own, copies(bound, ['kms:Encrypt'])],
  'without the right to read the primary': [writes, allow('kms:GenerateDataKey', KEY_ARN), copies(bound)],
  'by way of the primary’s region alone': [writes, own, copies({ StringEquals: via('us-east-1') })],
  'by way of the replica’s region alone': [writes, own, copies({ StringEquals: via(REPLICA) })],
  'with the primary’s key by way of its own region alone': [
    writes,
    allow(['kms:Decrypt', 'kms:GenerateDataKey'], KEY_ARN, { StringEquals: via('us-east-1') }),
    copies(bound),
  ],
  'for another secret': [
    writes,
    own,
    copies({ StringEquals: { 'kms:EncryptionContext:SecretARN': secretArn('us-east-1') } }),
  ],
} as const;

const nameOf = (writer: string) => writer.replaceAll(/\W+/g, '-').slice(0, 60);

const Resources = {
  Key: {
    Type: 'AWS::KMS::Key',
    Properties: { KeyPolicy: policyOf(principal(ROOT, allow('kms:*', '*'))) },
  },
  Secret: {
    Type: 'AWS::SecretsManager::Secret',
    Properties: { Name: 'app/secret', SecretString: 'value of app/secret', KmsKeyId: KEY_ARN },
  },
  Reader: roleOf('reader', [
    allow('secretsmanager:GetSecretValue', secretArn(REPLICA), { StringEquals: { 'aws:RequestedRegion': REPLICA } }),
    allow('kms:Decrypt', '*', {
      StringEquals: via(REPLICA),
      StringLike: { 'kms:EncryptionContext:SecretARN': secretArn(REPLICA) },
    }),
  ]),
  Creator: roleOf('creator', [
    allow('secretsmanager:CreateSecret', '*', {
      'ForAllValues:StringEquals': { 'secretsmanager:AddReplicaRegions': [REPLICA] },
    }),
    allow('secretsmanager:ReplicateSecretToRegions', secretArn('us-east-1'), {
      'ForAllValues:StringEquals': { 'secretsmanager:AddReplicaRegions': [REPLICA] },
      Bool: { 'secretsmanager:ForceOverwriteReplicaSecret': 'false' },
    }),
  ]),
  ...Object.fromEntries(
    Object.entries(WRITERS).map(([writer, statements], index) => [
      `Writer${index}`,
      roleOf(nameOf(writer), statements),
    ]),
  ),
};

const SecretId = 'app/secret';
const OPEN = JSON.stringify(policyOf(principal(ROOT, allow('kms:*', '*'))));

let started: StartedStack;
let administrator: ReturnType<typeof clientsOf>;
let keys: KMS;
let secretsThere: SecretsManager;
let KmsKeyId = '';
const sessions: RoleClients[] = [];

const inReplicaRegion = () => ({
  endpoint: started.sandbox.awsEndpoint,
  region: REPLICA,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

beforeAll(async () => {
  started = await startStack({ template: { Resources } });
  administrator = clientsOf(started.sandbox);
  keys = new KMS(inReplicaRegion());
  secretsThere = new SecretsManager(inReplicaRegion());
  KmsKeyId = (await keys.createKey({ Policy: OPEN })).KeyMetadata?.Arn ?? '';
});
afterAll(async () => {
  for (const clients of [...sessions, administrator, keys, secretsThere]) clients.destroy();
  await started.stop();
});

const as = async (role: string, region?: string) => {
  const clients = await assumeRole(started.sandbox, roleArn(role), 'test', region);
  sessions.push(clients);
  return clients.secretsManager;
};
const put = async (role: string, value: string) =>
  (await as(role)).putSecretValue({ SecretId, SecretString: `value of ${value}` });
const replicate = () =>
  administrator.secretsManager.replicateSecretToRegions({
    SecretId,
    AddReplicaRegions: [{ Region: REPLICA, KmsKeyId }],
  });
const replica = async () => {
  const { ReplicationStatus: [first] = [] } = await administrator.secretsManager.describeSecret({ SecretId });
  return first;
};
const valueThere = async () => (await secretsThere.getSecretValue({ SecretId })).SecretString;

beforeEach(async () => {
  await keys.enableKey({ KeyId: KmsKeyId });
  await keys.putKeyPolicy({ KeyId: KmsKeyId, Policy: OPEN });
  await administrator.secretsManager.putSecretValue({ SecretId, SecretString: 'value of old' });
  await replicate();
});

describe('a replica with a key of its own', () => {
  test('goes along with whoever may write both', async () => {
    await put('complete', 'new');
    expect(await replica()).toMatchObject({ Region: REPLICA, KmsKeyId, Status: 'InSync' });
    expect(await valueThere()).toBe('value of new');
  });

  test.each(Object.keys(WRITERS).filter((writer) => writer !== 'complete'))(
    'has failed and keeps its value when somebody writes %s; the primary has the new one',
    async (writer) => {
      await put(nameOf(writer), 'new');
      expect(await replica()).toMatchObject({
        Status: 'Failed',
        StatusMessage: 'Replication failed: Access to KMS is not allowed',
      });
      expect(await valueThere()).toBe('value of old');
      const { SecretString } = await administrator.secretsManager.getSecretValue({ SecretId });
      expect(SecretString).toBe('value of new');
    },
  );

  test('has failed when its key is disabled, and goes along again once that is enabled and it is replicated anew', async () => {
    await keys.disableKey({ KeyId: KmsKeyId });
    await put('complete', 'new');
    expect(await replica()).toMatchObject({
      Status: 'Failed',
      StatusMessage: expect.stringContaining(`${KmsKeyId} is disabled.`),
    });
    expect((await refusalOf(valueThere())).name).toBe('DecryptionFailure');
    await keys.enableKey({ KeyId: KmsKeyId });
    expect(await valueThere()).toBe('value of old');
    await replicate();
    expect(await replica()).toMatchObject({ Status: 'InSync' });
    expect(await valueThere()).toBe('value of new');
  });

  test('has failed when its key’s policy does not know the account', async () => {
    await keys.putKeyPolicy({
      KeyId: KmsKeyId,
      Policy: JSON.stringify(policyOf(principal(ROOT, allow('kms:PutKeyPolicy', '*')))),
    });
    await put('complete', 'new');
    expect(await replica()).toMatchObject({ Status: 'Failed' });
  });

  test('is read in its region, by who may do so there', async () => {
    const there = await as('reader', REPLICA);
    expect(await there.getSecretValue({ SecretId })).toMatchObject({ SecretString: 'value of old' });
    expect((await refusalOf((await as('reader')).getSecretValue({ SecretId }))).name).toBe('AccessDeniedException');
  });
});

describe('whoever creates a secret with replicas', () => {
  const created = async (region: string, more: object = {}) =>
    (await as('creator')).createSecret({
      Name: `app/${region}`,
      SecretString: `value of ${region}`,
      AddReplicaRegions: [{ Region: region }],
      ...more,
    });

  test('needs the right to replicate to each of the regions', async () => {
    await created(REPLICA, { ForceOverwriteReplicaSecret: false });
    expect((await refusalOf(created('ap-south-1', { ForceOverwriteReplicaSecret: false }))).name).toBe(
      'AccessDeniedException',
    );
  });

  test('needs it to overwrite what is there', async () => {
    expect((await refusalOf(created(REPLICA, { ForceOverwriteReplicaSecret: true }))).message).toContain(
      'secretsmanager:ReplicateSecretToRegions',
    );
  });
});
