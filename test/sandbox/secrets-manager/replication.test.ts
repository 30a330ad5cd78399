import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '../../../sandbox/aws/aws-service.ts';
import type { SecretEncryption } from '../../../sandbox/secrets-manager/secrets-manager.ts';
import { ACCOUNT, refusal, SecretsEndpoint } from './secrets-endpoint.ts';

const SecretId = 'app/secret';
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/0a1b2c3d-0000-4000-8000-0123456789ab`;

let endpoint: SecretsEndpoint;
let here: SecretsManager;
let there: SecretsManager;
let isKeyUsable: boolean;
let copies: string[];

const encryption: SecretEncryption = {
  encrypt: () => undefined,
  decrypt: () => undefined,
  copy: ({ from, to, caller }) => {
    if (!isKeyUsable && to.keyId === KEY) throw new AwsError('EncryptionFailure', `No use of ${KEY}.`);
    const [source, target] = [from, to].map(({ keyId = 'the default key' }) => keyId);
    copies.push(`${caller.accountId} copies from ${source} to ${target} as ${to.secretArn.split(':')[3]}`);
  },
};

beforeEach(async () => {
  isKeyUsable = true;
  copies = [];
  endpoint = await SecretsEndpoint.start({ encryption });
  ({ client: here } = endpoint);
  there = endpoint.clientIn('eu-west-1');
});
afterEach(async () => {
  there.destroy();
  await endpoint[Symbol.asyncDispose]();
});

const create = (more: object = {}) =>
  here.createSecret({ Name: SecretId, SecretString: 'one', Description: 'd', ...more });
const replicated = (more: object = {}) => create({ AddReplicaRegions: [{ Region: 'eu-west-1', ...more }] });
const statusOf = async () => (await here.describeSecret({ SecretId })).ReplicationStatus;
const valueThere = async () => (await there.getSecretValue({ SecretId })).SecretString;

describe('a secret that is replicated', () => {
  test('at its creation is answered as in progress, with the key of that region', async () => {
    const { ReplicationStatus } = await replicated({ KmsKeyId: KEY });
    expect(ReplicationStatus).toEqual([{ Region: 'eu-west-1', KmsKeyId: KEY, Status: 'InProgress' }]);
    expect(copies).toEqual([`${ACCOUNT} copies from the default key to ${KEY} as eu-west-1`]);
  });

  test('later is answered likewise, with the region’s own key where none is named', async () => {
    const { ARN } = await create();
    expect(
      await here.replicateSecretToRegions({ SecretId, AddReplicaRegions: [{ Region: 'eu-west-1' }] }),
    ).toMatchObject({
      ARN,
      ReplicationStatus: [{ Region: 'eu-west-1', KmsKeyId: 'alias/aws/secretsmanager', Status: 'InProgress' }],
    });
    expect(await here.describeSecret({ SecretId })).toMatchObject({
      PrimaryRegion: 'us-east-1',
      ReplicationStatus: [
        {
          Region: 'eu-west-1',
          KmsKeyId: 'alias/aws/secretsmanager',
          Status: 'InSync',
          StatusMessage: 'Replication succeeded',
        },
      ],
    });
  });

  test('has a replica whose ARN differs in the region alone, and which is what the primary is', async () => {
    const { ARN = '', VersionId = '' } = await replicated({ KmsKeyId: KEY });
    await here.tagResource({ SecretId, Tags: [{ Key: 'team', Value: 'post' }] });
    await here.putResourcePolicy({ SecretId, ResourcePolicy: '{"Statement":[]}' });
    const arn = ARN.replace('us-east-1', 'eu-west-1');
    expect(await there.describeSecret({ SecretId: arn })).toMatchObject({
      ARN: arn,
      Name: SecretId,
      Description: 'd',
      KmsKeyId: KEY,
      Tags: [{ Key: 'team', Value: 'post' }],
      PrimaryRegion: 'us-east-1',
      VersionIdsToStages: { [VersionId]: ['AWSCURRENT'] },
    });
    expect(await there.getResourcePolicy({ SecretId })).toMatchObject({ ResourcePolicy: '{"Statement":[]}' });
    expect(await there.getSecretValue({ SecretId })).toMatchObject({ ARN: arn, VersionId, SecretString: 'one' });
  });

  test('takes every new value and every label along, and the date of a read stays where it was read', async () => {
    await replicated();
    const { VersionId = '' } = await here.putSecretValue({ SecretId, SecretString: 'two', VersionStages: ['mine'] });
    expect(await valueThere()).toBe('one');
    expect((await there.getSecretValue({ SecretId, VersionStage: 'mine' })).SecretString).toBe('two');
    const { VersionId: RemoveFromVersionId } = await here.getSecretValue({ SecretId });
    await here.updateSecretVersionStage({
      SecretId,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: VersionId,
      RemoveFromVersionId,
    });
    expect(await valueThere()).toBe('two');
    expect((await there.getSecretValue({ SecretId, VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('one');
    await here.replicateSecretToRegions({ SecretId, AddReplicaRegions: [{ Region: 'ap-south-1' }] });
    const [read, unread] = (await statusOf()) ?? [];
    expect(read).toMatchObject({ Region: 'eu-west-1', LastAccessedDate: expect.any(Date) });
    expect(unread).not.toHaveProperty('LastAccessedDate');
  });

  test('is found by the region of its primary, in each region', async () => {
    await replicated();
    await here.createSecret({ Name: 'alone', SecretString: 'x' });
    const found = async (client: SecretsManager, value: string) => {
      const { SecretList = [] } = await client.listSecrets({ Filters: [{ Key: 'primary-region', Values: [value] }] });
      return SecretList.map(({ Name, PrimaryRegion }) => [Name, PrimaryRegion]);
    };
    expect(await found(here, 'us-east')).toEqual([[SecretId, 'us-east-1']]);
    expect(await found(there, 'us-east')).toEqual([[SecretId, 'us-east-1']]);
    expect(await found(there, 'eu-west')).toEqual([]);
  });

  test('is not deleted before its replicas are', async () => {
    const { ARN } = await create({ AddReplicaRegions: [{ Region: 'eu-west-1' }, { Region: 'ap-south-1' }] });
    expect(await refusal(here.deleteSecret({ SecretId }))).toMatchObject({
      name: 'InvalidParameterException',
      message: `You can't delete secret ${ARN} that still has replica regions [eu-west-1, ap-south-1].`,
    });
    const removed = await here.removeRegionsFromReplication({
      SecretId,
      RemoveReplicaRegions: ['eu-west-1', 'us-west-2'],
    });
    expect(removed.ReplicationStatus).toMatchObject([{ Region: 'ap-south-1', Status: 'InSync' }]);
    expect((await refusal(there.describeSecret({ SecretId }))).name).toBe('ResourceNotFoundException');
    expect(await here.removeRegionsFromReplication({ SecretId, RemoveReplicaRegions: ['ap-south-1'] })).toMatchObject({
      ReplicationStatus: [],
    });
    expect(await here.describeSecret({ SecretId })).not.toHaveProperty('PrimaryRegion');
    await here.deleteSecret({ SecretId });
  });

  test('is not replicated to its own region', async () => {
    const AddReplicaRegions = [{ Region: 'us-east-1' }];
    const refused = { name: 'InvalidParameterException', message: 'Invalid replica region.', status: 400 };
    expect(await refusal(create({ AddReplicaRegions }))).toEqual(refused);
    await create();
    expect(await refusal(here.replicateSecretToRegions({ SecretId, AddReplicaRegions }))).toEqual(refused);
  });
});

describe('a replica', () => {
  type Call = () => Promise<unknown>;
  const versions = { MoveToVersionId: '0'.repeat(32), VersionStage: 'x' };
  test.each<[string, Call]>([
    ['CancelRotateSecret', () => there.cancelRotateSecret({ SecretId })],
    ['DeleteResourcePolicy', () => there.deleteResourcePolicy({ SecretId })],
    ['DeleteSecret', () => there.deleteSecret({ SecretId })],
    ['PutResourcePolicy', () => there.putResourcePolicy({ SecretId, ResourcePolicy: '{"Statement":[]}' })],
    ['PutSecretValue', () => there.putSecretValue({ SecretId, SecretString: 'x' })],
    [
      'RemoveRegionsFromReplication',
      () => there.removeRegionsFromReplication({ SecretId, RemoveReplicaRegions: ['ap-south-1'] }),
    ],
    [
      'ReplicateSecretToRegions',
      () => there.replicateSecretToRegions({ SecretId, AddReplicaRegions: [{ Region: 'ap-south-1' }] }),
    ],
    ['RestoreSecret', () => there.restoreSecret({ SecretId })],
    ['RotateSecret', () => there.rotateSecret({ SecretId })],
    ['TagResource', () => there.tagResource({ SecretId, Tags: [{ Key: 'a', Value: 'b' }] })],
    ['UntagResource', () => there.untagResource({ SecretId, TagKeys: ['a'] })],
    ['UpdateSecret of a value', () => there.updateSecret({ SecretId, SecretString: 'x' })],
    ['UpdateSecret of a description', () => there.updateSecret({ SecretId, Description: 'x' })],
    ['UpdateSecretVersionStage', () => there.updateSecretVersionStage({ SecretId, ...versions })],
  ])('is changed by its primary alone: %s is refused', async (_what, call) => {
    await replicated();
    expect(await refusal(call())).toEqual({
      name: 'InvalidParameterException',
      message: "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
      status: 400,
    });
    expect(await valueThere()).toBe('one');
  });

  test('can be given another key all the same, which its primary then tells', async () => {
    await replicated();
    await there.updateSecret({ SecretId, KmsKeyId: KEY });
    expect(await statusOf()).toMatchObject([{ KmsKeyId: KEY, Status: 'InSync' }]);
    await here.putSecretValue({ SecretId, SecretString: 'two' });
    expect(copies.at(-1)).toBe(`${ACCOUNT} copies from the default key to ${KEY} as eu-west-1`);
  });

  test('becomes a secret of its own, which changes no more with what was its primary', async () => {
    const { ARN = '' } = await replicated();
    const arn = ARN.replace('us-east-1', 'eu-west-1');
    expect(await there.stopReplicationToReplica({ SecretId })).toMatchObject({ ARN: arn });
    await here.putSecretValue({ SecretId, SecretString: 'two' });
    expect(await valueThere()).toBe('one');
    await there.putSecretValue({ SecretId, SecretString: 'three' });
    expect(await valueThere()).toBe('three');
    for (const client of [here, there]) {
      expect(await client.describeSecret({ SecretId })).not.toHaveProperty('PrimaryRegion');
    }
    expect(await statusOf()).toBeUndefined();
    expect((await refusal(there.stopReplicationToReplica({ SecretId }))).name).toBe('InvalidParameterException');
  });
});

describe('a replica that cannot be written', () => {
  test('has failed, keeps what it had while its primary goes on, and follows again once it is replicated anew', async () => {
    await replicated({ KmsKeyId: KEY });
    isKeyUsable = false;
    await here.putSecretValue({ SecretId, SecretString: 'two' });
    const failed = { Region: 'eu-west-1', KmsKeyId: KEY, Status: 'Failed' };
    expect(await statusOf()).toEqual([{ ...failed, StatusMessage: `Replication failed: No use of ${KEY}.` }]);
    expect([(await here.getSecretValue({ SecretId })).SecretString, await valueThere()]).toEqual(['two', 'one']);
    isKeyUsable = true;
    await here.putSecretValue({ SecretId, SecretString: 'three' });
    expect([await statusOf(), await valueThere()]).toEqual([[expect.objectContaining(failed)], 'one']);
    await here.replicateSecretToRegions({ SecretId, AddReplicaRegions: [{ Region: 'eu-west-1', KmsKeyId: KEY }] });
    expect(await statusOf()).toMatchObject([{ Status: 'InSync', StatusMessage: 'Replication succeeded' }]);
    expect(await valueThere()).toBe('three');
  });

  test('from the beginning is not there, and does not hinder the creation', async () => {
    isKeyUsable = false;
    expect((await replicated({ KmsKeyId: KEY })).ReplicationStatus).toMatchObject([{ Status: 'InProgress' }]);
    expect(await statusOf()).toMatchObject([{ Status: 'Failed' }]);
    expect((await refusal(there.getSecretValue({ SecretId }))).name).toBe('ResourceNotFoundException');
  });

  test('because its name is taken leaves that secret alone, unless it is to be overwritten', async () => {
    await there.createSecret({ Name: SecretId, SecretString: 'somebody’s' });
    await replicated();
    expect(await statusOf()).toMatchObject([
      {
        Status: 'Failed',
        StatusMessage: `Replication failed: Secret name ${SecretId} already exists in region eu-west-1.`,
      },
    ]);
    expect(await valueThere()).toBe('somebody’s');
    await here.replicateSecretToRegions({
      SecretId,
      AddReplicaRegions: [{ Region: 'eu-west-1' }],
      ForceOverwriteReplicaSecret: true,
    });
    expect(await statusOf()).toMatchObject([{ Status: 'InSync' }]);
    expect(await valueThere()).toBe('one');
  });
});

test.each([
  ['no region at all', 'ReplicateSecretToRegions', { AddReplicaRegions: [] }, 'addReplicaRegions'],
  ['what is no region', 'ReplicateSecretToRegions', { AddReplicaRegions: [{ Region: 'Paris' }] }, 'region'],
  ['the removal of nothing', 'RemoveRegionsFromReplication', { RemoveReplicaRegions: [] }, 'removeReplicaRegions'],
])('%s is refused by %s', async (_what, operation, input, member) => {
  const { body } = await endpoint.bare(operation, { SecretId, ...input });
  expect(body).toMatchObject({ __type: 'ValidationException', message: expect.stringContaining(member) });
});
