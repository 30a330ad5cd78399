import { constants, privateDecrypt, publicEncrypt } from 'node:crypto';
import * as v from 'valibot';
import { AwsError, type WireObject } from '../../aws/aws-service.ts';
import { blob, flag, integer, oneOf, unserved } from '../../aws/request-shape.ts';
import { decryptWith, encryptWith, keyIdOf, type EncryptionContext } from '../ciphertext.ts';
import { RSA_BITS, type RsaSpec } from '../key-specs.ts';
import { requireUsableFor, type AsymmetricKey, type KmsKey, type SymmetricKey } from '../kms-key.ts';
import { encryptionContext, keyId } from '../request-members.ts';
import { endDryRun, operation } from './operation.ts';

const ALGORITHMS = ['SYMMETRIC_DEFAULT', 'RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256', 'SM2PKE'] as const;

type AnyAlgorithm = (typeof ALGORITHMS)[number];

const algorithmMember = v.optional(oneOf(ALGORITHMS), 'SYMMETRIC_DEFAULT');

const encryptRequest = v.object({
  KeyId: keyId,
  Plaintext: blob(1, 4096),
  EncryptionContext: encryptionContext,
  GrantTokens: unserved,
  EncryptionAlgorithm: algorithmMember,
  DryRun: flag,
});

export const encrypt = operation(encryptRequest, (input, _caller, { store, random }) => {
  const { Plaintext: plaintext, EncryptionAlgorithm: algorithm, EncryptionContext: context } = input;
  requireContextFits(algorithm, context);
  const key = store.find(input.KeyId);
  requireUsableFor(key, 'Encrypt', algorithm);
  endDryRun(input.DryRun);
  const encrypted =
    key.spec === 'SYMMETRIC_DEFAULT'
      ? encryptWith(key, plaintext, context, random)
      : encryptWithRsa(key, algorithm, plaintext);
  return { CiphertextBlob: encrypted.toString('base64'), KeyId: key.arn, EncryptionAlgorithm: algorithm };
});

const decryptRequest = v.object({
  CiphertextBlob: blob(1, 6144),
  EncryptionContext: encryptionContext,
  GrantTokens: unserved,
  KeyId: v.optional(keyId),
  EncryptionAlgorithm: algorithmMember,
  Recipient: unserved,
  DryRun: flag,
  DryRunModifiers: unserved,
});

export const decrypt = operation(decryptRequest, (input, _caller, { store }) => {
  const { CiphertextBlob: encrypted, EncryptionAlgorithm: algorithm, EncryptionContext: context } = input;
  requireContextFits(algorithm, context);
  const key = store.find(input.KeyId ?? keyIdOf(encrypted) ?? refuseCiphertext());
  requireUsableFor(key, 'Decrypt', algorithm);
  endDryRun(input.DryRun);
  const plaintext =
    key.spec === 'SYMMETRIC_DEFAULT'
      ? decryptSymmetric(key, encrypted, context)
      : decryptWithRsa(key, algorithm, encrypted);
  return {
    KeyId: key.arn,
    Plaintext: (plaintext ?? refuseCiphertext()).toString('base64'),
    EncryptionAlgorithm: algorithm,
    ...materialOf(key),
  };
});

const dataKeyRequest = v.object({
  KeyId: keyId,
  EncryptionContext: encryptionContext,
  NumberOfBytes: v.optional(integer(1, 1024)),
  KeySpec: v.optional(oneOf(['AES_256', 'AES_128'])),
  GrantTokens: unserved,
  Recipient: unserved,
  DryRun: flag,
});

/** The key in the answer is the caller's; KMS keeps only the power to open its ciphertext again. */
export const generateDataKey = operation(dataKeyRequest, (input, _caller, { store, random, onSecret }) => {
  const { KeySpec: spec, NumberOfBytes: bytes } = input;
  if ((spec === undefined) === (bytes === undefined)) {
    throw new AwsError('ValidationException', 'Please specify either number of bytes or key spec.');
  }
  const key = store.find(input.KeyId);
  requireUsableFor(key, 'GenerateDataKey', 'SYMMETRIC_DEFAULT');
  endDryRun(input.DryRun);
  const plaintext = random(bytes ?? (spec === 'AES_128' ? 16 : 32));
  const encoded = plaintext.toString('base64');
  onSecret(encoded);
  const encrypted = encryptWith(key as SymmetricKey, plaintext, input.EncryptionContext, random);
  return { CiphertextBlob: encrypted.toString('base64'), Plaintext: encoded, KeyId: key.arn, ...materialOf(key) };
});

function requireContextFits(algorithm: AnyAlgorithm, context: EncryptionContext): void {
  if (algorithm !== 'SYMMETRIC_DEFAULT' && Object.keys(context).length > 0) {
    throw new AwsError('ValidationException', `EncryptionContext is not supported for algorithm ${algorithm}.`);
  }
}

function decryptSymmetric(key: SymmetricKey, encrypted: Buffer, context: EncryptionContext): Buffer | undefined {
  if ((keyIdOf(encrypted) ?? refuseCiphertext()) !== key.id) {
    throw new AwsError(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    );
  }
  return decryptWith(key, encrypted, context);
}

function encryptWithRsa({ spec, pair }: AsymmetricKey, algorithm: AnyAlgorithm, plaintext: Buffer): Buffer {
  const { oaepHash, hashBytes } = oaepOf(algorithm);
  // RFC 8017 §7.1.1: two hashes and two bytes are the padding's.
  const most = RSA_BITS[spec as RsaSpec] / 8 - 2 * hashBytes - 2;
  if (plaintext.length > most) {
    throw new AwsError(
      'ValidationException',
      `Algorithm ${algorithm} and key spec ${spec} cannot encrypt data larger than ${most} bytes.`,
    );
  }
  return publicEncrypt({ key: pair.publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, plaintext);
}

function decryptWithRsa({ pair }: AsymmetricKey, algorithm: AnyAlgorithm, encrypted: Buffer): Buffer | undefined {
  const { oaepHash } = oaepOf(algorithm);
  try {
    return privateDecrypt({ key: pair.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, encrypted);
  } catch {
    return undefined;
  }
}

function oaepOf(algorithm: AnyAlgorithm): { readonly oaepHash: string; readonly hashBytes: number } {
  return algorithm === 'RSAES_OAEP_SHA_1' ? { oaepHash: 'sha1', hashBytes: 20 } : { oaepHash: 'sha256', hashBytes: 32 };
}

function materialOf(key: KmsKey): WireObject {
  return key.spec === 'SYMMETRIC_DEFAULT' ? { KeyMaterialId: key.materialId } : {};
}

/** AWS tells nothing about why it cannot open a ciphertext. */
function refuseCiphertext(): never {
  throw new AwsError('InvalidCiphertextException', '');
}
