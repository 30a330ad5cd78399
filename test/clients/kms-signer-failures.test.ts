import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { KMSClient } from '@aws-sdk/client-kms';
import { AWS_CLIENT_DEFAULTS } from '../../functions/clients/aws-client-defaults.ts';
import { kmsSigner } from '../../functions/clients/kms-signer.ts';
import type { AssertionAlgorithm } from '../../functions/core/client-assertion.ts';
import { expectSilentAbout, failure } from './auth-under-test.ts';
import { canary, deserted } from './scripted-api.ts';
import { type SigningKms, startSigningKms } from './signing-kms.ts';

let kms: SigningKms;
beforeAll(async () => {
  kms = await startSigningKms();
});
afterAll(() => kms.close());
afterEach(() => {
  kms.faults.clear();
  kms.falsifyWith((_call, answer) => answer);
});

const FAILED = { name: 'AssertionNotSigned', code: 'ASSERTION_NOT_SIGNED', client: 'acme' };

/** The error of one signature over an input that it must not repeat. */
async function signingFailure(keyArn: string, algorithm: AssertionAlgorithm) {
  const input = canary();
  const signer = kms.signerOf(keyArn, algorithm);
  const error = await failure(signer().then((key) => key.sign(input)));
  expect(error).toMatchObject(FAILED);
  expectSilentAbout(error, [input, 'SignCommand', '$metadata', 'requestId']);
  return error;
}

describe('a signature fails with the key and the name of the reason, and nothing of the SDK', () => {
  test('when the key is disabled', async () => {
    const keyArn = await kms.createKey('ECC_NIST_P256');
    await kms.direct('DisableKey', { KeyId: keyArn });
    const error = await signingFailure(keyArn, 'ES256');
    expect(error.message).toBe(`KMS did not sign with ${keyArn}: DisabledException.`);
  });

  test('when the key is about to be deleted', async () => {
    const keyArn = await kms.createKey('ECC_NIST_P256');
    await kms.direct('ScheduleKeyDeletion', { KeyId: keyArn });
    const error = await signingFailure(keyArn, 'ES256');
    expect(error.message).toBe(`KMS did not give the public key of ${keyArn}: KMSInvalidStateException.`);
  });

  test('when there is no such key', async () => {
    const keyArn = (await kms.createKey('ECC_NIST_P256')).replace(/[^/]+$/, '11111111-1111-4111-8111-111111111111');
    const error = await signingFailure(keyArn, 'ES256');
    expect(error.message).toBe(`KMS did not give the public key of ${keyArn}: NotFoundException.`);
  });

  test.each([
    ['GetPublicKey', 'did not give the public key of'],
    ['Sign', 'did not sign with'],
  ])('when %s is not allowed', async (operation, told) => {
    const keyArn = await kms.createKey('ECC_NIST_P256');
    kms.faults.order({ kind: 'refuse', status: 403, operation });
    const error = await signingFailure(keyArn, 'ES256');
    expect(error.message).toBe(`KMS ${told} ${keyArn}: AccessDeniedException.`);
  });

  test('when KMS throttles three times; once is got over', async () => {
    const keyArn = await kms.createKey('ECC_NIST_P256');
    kms.faults.order({ kind: 'throttle', operation: 'Sign', times: 3 });
    const error = await signingFailure(keyArn, 'ES256');
    expect(error.message).toBe(`KMS did not sign with ${keyArn}: ThrottlingException.`);
    kms.faults.order({ kind: 'throttle', operation: 'Sign' });
    const key = await kms.signerOf(keyArn, 'ES256')();
    await expect(key.sign('input')).resolves.toHaveLength(64);
  });

  test('when KMS loses its answers or fails; once is got over', async () => {
    const keyArn = await kms.createKey('ECC_NIST_P256');
    for (const fault of [{ kind: 'lose-answer' }, { kind: 'refuse', status: 500 }] as const) {
      kms.faults.order({ ...fault, operation: 'Sign', times: 3 });
      const error = await signingFailure(keyArn, 'ES256');
      expect(error.message).toMatch(/^KMS did not sign with arn:\S+: (TimeoutError|KMSInternalException|Error)\.$/);
      kms.faults.order({ ...fault, operation: 'Sign' });
      const key = await kms.signerOf(keyArn, 'ES256')();
      await expect(key.sign('input')).resolves.toHaveLength(64);
    }
  });

  test.each<[AssertionAlgorithm, string, string]>([
    ['ES256', 'RSA_2048', 'InvalidKeyUsageException'],
    ['RS256', 'ECC_NIST_P256', 'InvalidKeyUsageException'],
    ['ES256', 'ECC_NIST_P384', 'InvalidKeyUsageException'],
  ])('when %s is wanted of a key of %s', async (algorithm, spec, reason) => {
    const keyArn = await kms.createKey(spec);
    const error = await signingFailure(keyArn, algorithm);
    expect(error.message).toBe(`KMS did not sign with ${keyArn}: ${reason}.`);
  });

  test('when the key is for encryption', async () => {
    const symmetric = await kms.createKey('SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT');
    expect((await signingFailure(symmetric, 'RS256')).message).toMatch(/did not give the public key/);
    const rsa = await kms.createKey('RSA_2048', 'ENCRYPT_DECRYPT');
    expect((await signingFailure(rsa, 'RS256')).message).toMatch(/did not sign .*InvalidKeyUsageException/);
  });

  test('when the public key is none that has a thumbprint, or none at all', async () => {
    const keyArn = await kms.createKey('ECC_NIST_P256');
    const ed25519 = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' });
    for (const PublicKey of [ed25519.toString('base64'), 'AAAA', undefined]) {
      kms.falsifyWith((_call, answer) => ({ ...answer, PublicKey }));
      const error = await signingFailure(keyArn, 'ES256');
      expect(error.message).toMatch(`KMS did not give the public key of ${keyArn}: `);
    }
  });

  test('when KMS cannot be reached', async () => {
    const client = new KMSClient({
      ...AWS_CLIENT_DEFAULTS,
      endpoint: await deserted(),
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const signer = kmsSigner({ kms: client, key: 'arn:nowhere', algorithm: 'ES256', client: 'acme' });
    expect(await failure(signer())).toMatchObject(FAILED);
    client.destroy();
  });
});

describe('a signature that does not verify is refused before it is used', () => {
  test.each<[AssertionAlgorithm, string, string]>([
    ['RS256', 'RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256'],
    ['PS256', 'RSA_2048', 'RSASSA_PSS_SHA_256'],
    ['ES256', 'ECC_NIST_P256', 'ECDSA_SHA_256'],
  ])('%s of another key', async (algorithm, spec, SigningAlgorithm) => {
    const keyArn = await kms.createKey(spec);
    const otherArn = await kms.createKey(spec);
    kms.falsifyWith(({ operation, input }, answer) =>
      operation === 'Sign' ? kms.direct('Sign', { ...input, KeyId: otherArn, SigningAlgorithm }) : answer,
    );
    const error = await signingFailure(keyArn, algorithm);
    expect(error.message).toBe(`What KMS signed with ${keyArn} does not verify against its public key.`);
  });

  test('RS256 where PS256 was asked for', async () => {
    const keyArn = await kms.createKey('RSA_2048');
    kms.falsifyWith(({ operation, input }, answer) =>
      operation === 'Sign' ? kms.direct('Sign', { ...input, SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256' }) : answer,
    );
    expect((await signingFailure(keyArn, 'PS256')).message).toMatch(/does not verify/);
  });

  test('over the digest of the digest', async () => {
    const keyArn = await kms.createKey('ECC_NIST_P256');
    kms.falsifyWith(({ operation, input }, answer) =>
      operation === 'Sign' ? kms.direct('Sign', { ...input, MessageType: 'RAW' }) : answer,
    );
    expect((await signingFailure(keyArn, 'ES256')).message).toMatch(/does not verify/);
  });

  test.each<[string, string | undefined]>([
    ['that is empty', ''],
    ['that is not there', undefined],
    ['that is no DER', Buffer.alloc(64, 7).toString('base64')],
  ])('%s', async (_what, Signature) => {
    const elliptic = await kms.createKey('ECC_NIST_P256');
    const rsa = await kms.createKey('RSA_2048');
    kms.falsifyWith(({ operation }, answer) => (operation === 'Sign' ? { ...answer, Signature } : answer));
    for (const [keyArn, algorithm] of [
      [elliptic, 'ES256'],
      [rsa, 'RS256'],
      [rsa, 'PS256'],
    ] as const) {
      expect((await signingFailure(keyArn, algorithm)).message).toContain(keyArn);
    }
  });
});
