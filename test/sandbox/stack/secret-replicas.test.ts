import { KMS } from '@aws-sdk/client-kms';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startStack, type StartedStack } from './started-stack.ts';
import { writeAssembly } from './tiny-assembly.ts';

const NAME = 'tiny/secret';
const DEFAULT = 'alias/aws/secretsmanager';
const templateWith = (ReplicaRegions?: readonly object[]) => ({
  Resources: {
    Secret: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: { Name: NAME, SecretString: 'a value', ...(ReplicaRegions && { ReplicaRegions }) },
    },
  },
});

let started: StartedStack;
let here: SecretsManager;
let keys: KMS;
let KmsKeyId = '';
const removals: (() => void)[] = [];

beforeAll(async () => {
  started = await startStack({ template: templateWith([{ Region: 'eu-west-1' }, { Region: 'ap-south-1' }]) });
  const signer = { accessKeyId: 'test', secretAccessKey: 'test' };
  const common = { endpoint: started.sandbox.awsEndpoint, credentials: signer };
  here = new SecretsManager({ ...common, region: 'us-east-1' });
  keys = new KMS({ ...common, region: 'eu-west-1' });
  KmsKeyId = (await keys.createKey({})).KeyMetadata?.Arn ?? '';
});
afterAll(async () => {
  here.destroy();
  keys.destroy();
  await started.stop();
  for (const remove of removals) remove();
});

const deploy = async (ReplicaRegions?: readonly object[]) => {
  const { folder, remove } = writeAssembly({ template: templateWith(ReplicaRegions) });
  removals.push(remove);
  await started.sandbox.deploy(folder);
};
const replicas = async () => {
  const { ReplicationStatus = [] } = await here.describeSecret({ SecretId: NAME });
  return ReplicationStatus.map(({ Region, KmsKeyId: key, Status }) => [Region, key, Status]);
};

test('A secret of the template is replicated to the regions that the template names', async () => {
  expect(await replicas()).toEqual([
    ['eu-west-1', DEFAULT, 'InSync'],
    ['ap-south-1', DEFAULT, 'InSync'],
  ]);
});

test('A later deployment gives a replica another key, takes away what is no longer named, and adds what is new', async () => {
  await deploy([{ Region: 'eu-west-1', KmsKeyId }, { Region: 'us-west-2' }]);
  expect(await replicas()).toEqual([
    ['eu-west-1', KmsKeyId, 'InSync'],
    ['us-west-2', DEFAULT, 'InSync'],
  ]);
  await deploy();
  expect(await replicas()).toEqual([]);
});

test('A key that there is not fails the replica and not the deployment', async () => {
  const missing = KmsKeyId.replace(/[^/]+$/, '0a1b2c3d-0000-4000-8000-0123456789ab');
  await deploy([{ Region: 'eu-west-1', KmsKeyId: missing }]);
  expect(await replicas()).toEqual([['eu-west-1', missing, 'Failed']]);
});
