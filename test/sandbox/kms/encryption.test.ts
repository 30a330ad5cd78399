import {
  CreateKeyCommand,
  DecryptCommand,
  DisableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  type CreateKeyCommandInput,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Authorise } from '../../../sandbox/aws/authorise.ts';
import { AwsError, type WireObject } from '../../../sandbox/aws/aws-service.ts';
import { KmsSecretEncryption } from '../../../sandbox/kms/secret-encryption.ts';
import { ADMINISTRATOR, startKms } from './kms-under-test.ts';

let under: Awaited<ReturnType<typeof startKms>>;
let KeyId: string;

beforeAll(async () => {
  under = await startKms();
  KeyId = await make();
});

afterAll(() => under.close());

async function make(input: CreateKeyCommandInput = {}): Promise<string> {
  const { KeyMetadata } = await under.client.send(new CreateKeyCommand(input));
  return KeyMetadata?.Arn ?? '';
}

const Plaintext = Buffer.from('hunter2');

async function encrypted(more: object = {}) {
  const { CiphertextBlob } = await under.client.send(new EncryptCommand({ KeyId, Plaintext, ...more }));
  return Buffer.from(CiphertextBlob ?? []);
}

test('what was encrypted is decrypted without naming the key', async () => {
  const CiphertextBlob = await encrypted();
  expect(CiphertextBlob.includes(Plaintext)).toBe(false);
  const answer = await under.client.send(new DecryptCommand({ CiphertextBlob }));
  expect(Buffer.from(answer.Plaintext ?? [])).toEqual(Plaintext);
  expect(answer).toMatchObject({
    KeyId,
    EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    KeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test('a ciphertext is opened with its encryption context only, in any order', async () => {
  const CiphertextBlob = await encrypted({ EncryptionContext: { a: '1', b: '2' } });
  await under.client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { b: '2', a: '1' } }));
  for (const EncryptionContext of [undefined, { a: '1' }, { a: '1', b: '3' }]) {
    const call = under.client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
    await expect(call).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  }
});

test('an altered ciphertext is not opened', async () => {
  const CiphertextBlob = await encrypted();
  CiphertextBlob[CiphertextBlob.length - 1] = (CiphertextBlob.at(-1) ?? 0) ^ 1;
  const call = under.client.send(new DecryptCommand({ CiphertextBlob }));
  await expect(call).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
});

test('a ciphertext of another key than the one named is refused', async () => {
  const call = under.client.send(new DecryptCommand({ CiphertextBlob: await encrypted(), KeyId: await make() }));
  await expect(call).rejects.toMatchObject({
    name: 'IncorrectKeyException',
    message: 'The key ID in the request does not identify a CMK that can perform this operation.',
  });
});

test.each(['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'] as const)(
  'an RSA key encrypts with %s',
  async (EncryptionAlgorithm) => {
    const rsa = { KeyId: await make({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' }), EncryptionAlgorithm };
    const CiphertextBlob = await encrypted(rsa);
    const answer = await under.client.send(new DecryptCommand({ ...rsa, CiphertextBlob }));
    expect(Buffer.from(answer.Plaintext ?? [])).toEqual(Plaintext);
  },
);

test.each([
  ['AES_128', { KeySpec: 'AES_128' }, 16],
  ['AES_256', { KeySpec: 'AES_256' }, 32],
  ['64 bytes', { NumberOfBytes: 64 }, 64],
] as const)('a data key of %s comes with its ciphertext', async (_what, size, bytes) => {
  const made = await under.client.send(new GenerateDataKeyCommand({ KeyId, ...size }));
  expect(made.Plaintext).toHaveLength(bytes);
  expect(under.secrets).toContain(Buffer.from(made.Plaintext ?? []).toString('base64'));
  const opened = await under.client.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob }));
  expect(opened.Plaintext).toEqual(made.Plaintext);
});

describe("the encryption of Secrets Manager's secrets", () => {
  const secretArn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:token-AbCdEf';
  const useOf = (keyId: string) => ({ keyId, secretArn, versionId: 'v'.repeat(32), caller: ADMINISTRATOR });

  test('uses the key in the name of the caller, bound to the secret and its version', () => {
    const asked: WireObject[] = [];
    const authorise: Authorise = (call) => void asked.push({ ...call });
    const encryption = new KmsSecretEncryption({ kms: under.kms, authorise });
    encryption.encrypt(useOf(KeyId));
    encryption.decrypt(useOf(KeyId));
    const via = { service: 'secretsmanager.amazonaws.com', sourceArn: secretArn, versionId: 'v'.repeat(32) };
    const call = { service: 'kms', input: { KeyId }, caller: ADMINISTRATOR, via };
    expect(asked).toEqual([
      { ...call, operation: 'GenerateDataKey' },
      { ...call, operation: 'Decrypt' },
    ]);
  });

  test('fails when the key is missing, disabled or not symmetric', async () => {
    const encryption = new KmsSecretEncryption({ kms: under.kms });
    const disabled = await make();
    await under.client.send(new DisableKeyCommand({ KeyId: disabled }));
    const signing = await make({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    for (const keyId of ['alias/none', disabled, signing]) {
      expect(() => encryption.encrypt(useOf(keyId))).toThrow(
        expect.objectContaining({ name: 'EncryptionFailure', status: 400 }),
      );
      expect(() => encryption.decrypt(useOf(keyId))).toThrow(
        expect.objectContaining({ name: 'DecryptionFailure', status: 400 }),
      );
    }
    expect(() => encryption.decrypt(useOf(disabled))).toThrow(`${disabled} is disabled.`);
  });

  test('is denied to a caller who may not use the key', () => {
    const encryption = new KmsSecretEncryption({
      kms: under.kms,
      authorise: () => {
        throw new AwsError('AccessDeniedException', 'no');
      },
    });
    expect(() => encryption.decrypt(useOf(KeyId))).toThrow(
      expect.objectContaining({ name: 'AccessDeniedException', message: 'Access to KMS is not allowed' }),
    );
  });
});
