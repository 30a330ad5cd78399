import { KMS } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startKms } from './kms-under-test.ts';

let under: Awaited<ReturnType<typeof startKms>>;
let here: KMS;
let there: KMS;

beforeAll(async () => {
  under = await startKms();
  const signer = { accessKeyId: 'test', secretAccessKey: 'test' };
  const common = { endpoint: under.endpoint.origin, credentials: signer, maxAttempts: 1 };
  here = new KMS({ ...common, region: 'us-east-1' });
  there = new KMS({ ...common, region: 'eu-west-1' });
});
afterAll(async () => {
  here.destroy();
  there.destroy();
  await under.close();
});

test('Every region has keys and aliases of its own', async () => {
  const { KeyMetadata } = await there.createKey({});
  const { Arn = '', KeyId = '' } = KeyMetadata ?? {};
  expect(Arn).toBe(`arn:aws:kms:eu-west-1:123456789012:key/${KeyId}`);
  await there.createAlias({ AliasName: 'alias/there', TargetKeyId: KeyId });
  const { CiphertextBlob } = await there.encrypt({ KeyId: 'alias/there', Plaintext: Buffer.from('text') });
  expect(await there.decrypt({ CiphertextBlob })).toMatchObject({ KeyId: Arn });
  expect(await there.getKeyLastUsage({ KeyId })).toMatchObject({ KeyLastUsage: { Operation: 'Decrypt' } });
  for (const wanted of [KeyId, Arn, 'alias/there']) {
    await expect(here.describeKey({ KeyId: wanted })).rejects.toMatchObject({ name: 'NotFoundException' });
  }
  expect((await here.listKeys({})).Keys).toEqual([]);
  expect([under.kms.key(KeyId), under.kms.key(KeyId, 'eu-west-1')?.arn]).toEqual([undefined, Arn]);
});
