import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  GetKeyPolicyCommand,
  GetPublicKeyCommand,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  type CreateKeyCommandInput,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createPublicKey } from 'node:crypto';
import { generatedKeyPair } from '../../../sandbox/kms/key-material.ts';
import { Kms } from '../../../sandbox/kms/kms.ts';
import { ADMINISTRATOR, ARN_PREFIX, startKms } from './kms-under-test.ts';

let under: Awaited<ReturnType<typeof startKms>>;

beforeEach(async () => {
  under = await startKms();
});

afterEach(() => under.close());

const EC: CreateKeyCommandInput = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' };

async function make(input: CreateKeyCommandInput = EC): Promise<string> {
  const { KeyMetadata } = await under.client.send(new CreateKeyCommand(input));
  return KeyMetadata?.KeyId ?? '';
}

const stateOf = async (KeyId: string) => {
  const { KeyMetadata } = await under.client.send(new DescribeKeyCommand({ KeyId }));
  return { state: KeyMetadata?.KeyState, enabled: KeyMetadata?.Enabled, deletion: KeyMetadata?.DeletionDate };
};

test('a signing key is described as AWS describes it', async () => {
  const { KeyMetadata } = await under.client.send(new CreateKeyCommand({ ...EC, Description: 'signs' }));
  expect(KeyMetadata).toEqual({
    AWSAccountId: '123456789012',
    Arn: `${ARN_PREFIX}:key/${KeyMetadata?.KeyId}`,
    CreationDate: new Date(under.clock.now()),
    CustomerMasterKeySpec: 'ECC_NIST_P256',
    Description: 'signs',
    Enabled: true,
    KeyId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    KeyManager: 'CUSTOMER',
    KeySpec: 'ECC_NIST_P256',
    KeyState: 'Enabled',
    KeyUsage: 'SIGN_VERIFY',
    MultiRegion: false,
    Origin: 'AWS_KMS',
    SigningAlgorithms: ['ECDSA_SHA_256'],
  });
});

test('a key is symmetric and encrypts unless something else is asked for', async () => {
  const { KeyMetadata } = await under.client.send(new CreateKeyCommand({}));
  expect(KeyMetadata).toMatchObject({
    KeySpec: 'SYMMETRIC_DEFAULT',
    KeyUsage: 'ENCRYPT_DECRYPT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    CurrentKeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(under.secrets).toHaveLength(1);
});

test('an RSA key signs with all six algorithms', async () => {
  const KeyId = await make({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
  const { KeyMetadata } = await under.client.send(new DescribeKeyCommand({ KeyId }));
  expect(KeyMetadata?.SigningAlgorithms).toHaveLength(6);
});

test('a key is found by id, ARN, alias and alias ARN, and always answers with its ARN', async () => {
  const id = await make();
  await under.client.send(new CreateAliasCommand({ AliasName: 'alias/signer', TargetKeyId: id }));
  for (const KeyId of [id, `${ARN_PREFIX}:key/${id}`, 'alias/signer', `${ARN_PREFIX}:alias/signer`]) {
    const signed = await under.client.send(
      new SignCommand({ KeyId, Message: Buffer.from('m'), SigningAlgorithm: 'ECDSA_SHA_256' }),
    );
    expect(signed.KeyId).toBe(`${ARN_PREFIX}:key/${id}`);
  }
});

test('the public key is the same to the caller and to the sandbox, also when the key is disabled', async () => {
  const KeyId = await make();
  await under.client.send(new DisableKeyCommand({ KeyId }));
  const answer = await under.client.send(new GetPublicKeyCommand({ KeyId }));
  expect(answer).toMatchObject({ KeySpec: 'ECC_NIST_P256', SigningAlgorithms: ['ECDSA_SHA_256'] });
  const key = createPublicKey({ key: Buffer.from(answer.PublicKey ?? []), format: 'der', type: 'spki' });
  expect(key.equals(under.kms.publicKeyOf(answer.KeyId ?? ''))).toBe(true);
});

test('a disabled key can be enabled again', async () => {
  const KeyId = await make();
  await under.client.send(new DisableKeyCommand({ KeyId }));
  expect(await stateOf(KeyId)).toMatchObject({ state: 'Disabled', enabled: false });
  await under.client.send(new EnableKeyCommand({ KeyId }));
  expect(await stateOf(KeyId)).toMatchObject({ state: 'Enabled', enabled: true });
});

test('a key whose deletion is cancelled stays disabled', async () => {
  const KeyId = await make();
  const scheduled = await under.client.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
  const deletion = new Date(under.clock.now() + 7 * 86_400_000);
  expect(scheduled).toMatchObject({ DeletionDate: deletion, KeyState: 'PendingDeletion', PendingWindowInDays: 7 });
  expect(await stateOf(KeyId)).toEqual({ state: 'PendingDeletion', enabled: false, deletion });
  await under.client.send(new CancelKeyDeletionCommand({ KeyId }));
  expect(await stateOf(KeyId)).toEqual({ state: 'Disabled', enabled: false, deletion: undefined });
});

test('a key is gone, with its aliases, when its waiting time is over', async () => {
  const KeyId = await make();
  await under.client.send(new CreateAliasCommand({ AliasName: 'alias/old', TargetKeyId: KeyId }));
  await under.client.send(new ScheduleKeyDeletionCommand({ KeyId }));
  await under.clock.advance(30 * 86_400 - 1);
  expect(under.kms.keys()).toHaveLength(1);
  await under.clock.advance(1);
  expect(under.kms.keys()).toEqual([]);
  await expect(under.client.send(new DescribeKeyCommand({ KeyId }))).rejects.toThrow('does not exist');
  expect((await under.client.send(new ListAliasesCommand({}))).Aliases).toEqual([]);
});

test('an alias moves to another key, and away', async () => {
  const [first, second] = [await make(), await make()];
  await under.client.send(new CreateAliasCommand({ AliasName: 'alias/a', TargetKeyId: first }));
  const created = new Date(under.clock.now());
  await under.clock.advance(60);
  await under.client.send(new UpdateAliasCommand({ AliasName: 'alias/a', TargetKeyId: second }));
  expect((await under.client.send(new ListAliasesCommand({ KeyId: second }))).Aliases).toEqual([
    {
      AliasName: 'alias/a',
      AliasArn: `${ARN_PREFIX}:alias/a`,
      TargetKeyId: second,
      CreationDate: created,
      LastUpdatedDate: new Date(under.clock.now()),
    },
  ]);
  expect((await under.client.send(new ListAliasesCommand({ KeyId: first }))).Aliases).toEqual([]);
  await under.client.send(new DeleteAliasCommand({ AliasName: 'alias/a' }));
  expect(under.kms.keys().flatMap(({ aliases }) => aliases)).toEqual([]);
});

test('keys are listed page by page', async () => {
  const ids = [await make(), await make(), await make()];
  const first = await under.client.send(new ListKeysCommand({ Limit: 2 }));
  const second = await under.client.send(new ListKeysCommand({ Limit: 2, Marker: first.NextMarker }));
  expect([...(first.Keys ?? []), ...(second.Keys ?? [])].map(({ KeyId }) => KeyId)).toEqual(ids);
  expect([first.Truncated, second.Truncated, second.NextMarker]).toEqual([true, false, undefined]);
});

test('tags are added, replaced and removed', async () => {
  const KeyId = await make({ ...EC, Tags: [{ TagKey: 'a', TagValue: '1' }] });
  await under.client.send(
    new TagResourceCommand({
      KeyId,
      Tags: [
        { TagKey: 'a', TagValue: '2' },
        { TagKey: 'b', TagValue: '' },
      ],
    }),
  );
  expect((await under.client.send(new ListResourceTagsCommand({ KeyId }))).Tags).toEqual([
    { TagKey: 'a', TagValue: '2' },
    { TagKey: 'b', TagValue: '' },
  ]);
  await under.client.send(new UntagResourceCommand({ KeyId, TagKeys: ['a', 'none'] }));
  expect((await under.client.send(new ListResourceTagsCommand({ KeyId }))).Tags).toEqual([
    { TagKey: 'b', TagValue: '' },
  ]);
});

test("without a policy of its own, a key leaves it to the account's", async () => {
  const { Policy, PolicyName } = await under.client.send(new GetKeyPolicyCommand({ KeyId: await make() }));
  expect(PolicyName).toBe('default');
  expect(Policy).toContain('\n');
  expect(JSON.parse(Policy ?? '')).toMatchObject({
    Statement: [{ Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'kms:*' }],
  });
});

test.each([
  ['the account', { AWS: '123456789012' }, 'kms:Put*'],
  ['the caller', { AWS: [ADMINISTRATOR.arn] }, ['kms:Sign', 'kms:PutKeyPolicy']],
  ['everybody', '*', '*'],
])('a policy that lets %s put a policy is taken', async (_who, Principal, Action) => {
  const KeyId = await make();
  const Policy = JSON.stringify({ Statement: { Effect: 'Allow', Principal, Action, Resource: '*' } });
  await under.client.send(new PutKeyPolicyCommand({ KeyId, Policy }));
  expect(under.kms.keys()).toEqual([expect.objectContaining({ id: KeyId, policy: Policy })]);
});

test('a policy that locks its author out is taken when the check is bypassed', async () => {
  const Policy = JSON.stringify({ Statement: [{ Effect: 'Deny', Principal: '*', Action: 'kms:*' }] });
  const KeyId = await make({ ...EC, Policy, BypassPolicyLockoutSafetyCheck: true });
  expect(await under.client.send(new GetKeyPolicyCommand({ KeyId }))).toMatchObject({ Policy });
});

test('keys can be made from given pairs and given randomness', async () => {
  const pair = await generatedKeyPair('ECC_NIST_P256');
  const kms = new Kms({
    clock: under.clock,
    accountId: '123456789012',
    region: 'us-east-1',
    random: (size) => Buffer.alloc(size),
    keyPair: async () => pair,
  });
  await kms.call('CreateKey', { ...EC }, ADMINISTRATOR);
  expect(kms.keys()[0]?.id).toBe('00000000-0000-4000-8000-000000000000');
  expect(kms.publicKeyOf('00000000-0000-4000-8000-000000000000')).toBe(pair.publicKey);
});
