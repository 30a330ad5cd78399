import { constants, privateDecrypt, publicEncrypt } from 'node:crypto';
import { AwsError, type WireObject } from '../aws/aws-service.ts';
import { RequestFields } from '../aws/request-fields.ts';
import { decryptWith, encryptWith, keyIdOf, type EncryptionContext } from './ciphertext.ts';
import { RSA_BITS, encryptionAlgorithmsOf, type RsaSpec } from './key-specs.ts';
import {
  requireAlgorithm,
  requireEnabled,
  requireUsage,
  type AsymmetricKey,
  type KmsKey,
  type SymmetricKey,
} from './kms-key.ts';
import { KEY_ID_LENGTH, type KmsOperation } from './kms-operation.ts';
import { wouldSucceed } from './signing-operations.ts';

const ALGORITHMS = ['SYMMETRIC_DEFAULT', 'RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256', 'SM2PKE'] as const;

type AnyAlgorithm = (typeof ALGORITHMS)[number];

export const encrypt: KmsOperation = ({ store, random }, input) => {
  const fields = new RequestFields(input);
  const keyId = fields.requiredText('KeyId', KEY_ID_LENGTH);
  const plaintext = fields.requiredBlob('Plaintext', { min: 1, max: 4096 });
  const { algorithm, context, dryRun } = readOptions(fields);
  const key = store.find(keyId);
  requireUsableFor(key, 'Encrypt', algorithm);
  if (dryRun) throw wouldSucceed();
  const blob =
    key.spec === 'SYMMETRIC_DEFAULT'
      ? encryptWith(key, plaintext, context, random)
      : encryptWithRsa(key, algorithm, plaintext);
  return { CiphertextBlob: blob.toString('base64'), KeyId: key.arn, EncryptionAlgorithm: algorithm };
};

export const decrypt: KmsOperation = ({ store }, input) => {
  const fields = new RequestFields(input);
  const blob = fields.requiredBlob('CiphertextBlob', { min: 1, max: 6144 });
  const keyId = fields.text('KeyId', KEY_ID_LENGTH);
  const { algorithm, context, dryRun } = readOptions(fields);
  const key = keyId === undefined ? store.find(keyIdOf(blob) ?? refuseCiphertext()) : store.find(keyId);
  requireUsableFor(key, 'Decrypt', algorithm);
  if (dryRun) throw wouldSucceed();
  const plaintext =
    key.spec === 'SYMMETRIC_DEFAULT' ? decryptSymmetric(key, blob, context) : decryptWithRsa(key, algorithm, blob);
  return {
    KeyId: key.arn,
    Plaintext: (plaintext ?? refuseCiphertext()).toString('base64'),
    EncryptionAlgorithm: algorithm,
    ...materialOf(key),
  };
};

/** The key in the answer is the caller's; KMS keeps only the power to open its ciphertext again. */
export const generateDataKey: KmsOperation = ({ store, random, onSecret }, input) => {
  const fields = new RequestFields(input);
  const keyId = fields.requiredText('KeyId', KEY_ID_LENGTH);
  const spec = fields.choice('KeySpec', ['AES_256', 'AES_128']);
  const bytes = fields.integer('NumberOfBytes', { min: 1, max: 1024 });
  const { context, dryRun } = readOptions(fields);
  if ((spec === undefined) === (bytes === undefined)) {
    throw new AwsError('ValidationException', 'Please specify either number of bytes or key spec.');
  }
  const key = store.find(keyId);
  requireUsableFor(key, 'GenerateDataKey', 'SYMMETRIC_DEFAULT');
  if (dryRun) throw wouldSucceed();
  const plaintext = random(bytes ?? (spec === 'AES_128' ? 16 : 32));
  const encoded = plaintext.toString('base64');
  onSecret(encoded);
  const blob = encryptWith(key as SymmetricKey, plaintext, context, random);
  return { CiphertextBlob: blob.toString('base64'), Plaintext: encoded, KeyId: key.arn, ...materialOf(key) };
};

/**
 * @throws AwsError when the key is disabled, about to be deleted, or not one that does this
 */
export function requireUsableFor(key: KmsKey, operation: string, algorithm: string): void {
  requireEnabled(key);
  requireUsage(key, 'ENCRYPT_DECRYPT', operation);
  requireAlgorithm(key, algorithm, encryptionAlgorithmsOf(key.spec));
}

function readOptions(fields: RequestFields): {
  readonly algorithm: AnyAlgorithm;
  readonly context: EncryptionContext;
  readonly dryRun: boolean;
} {
  const algorithm = fields.choice('EncryptionAlgorithm', ALGORITHMS) ?? 'SYMMETRIC_DEFAULT';
  const context = fields.map('EncryptionContext');
  const dryRun = fields.flag('DryRun');
  fields.check();
  if (algorithm !== 'SYMMETRIC_DEFAULT' && Object.keys(context).length > 0) {
    throw new AwsError('ValidationException', `EncryptionContext is not supported for algorithm ${algorithm}.`);
  }
  return { algorithm, context, dryRun };
}

function decryptSymmetric(key: SymmetricKey, blob: Buffer, context: EncryptionContext): Buffer | undefined {
  if ((keyIdOf(blob) ?? refuseCiphertext()) !== key.id) {
    throw new AwsError(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    );
  }
  return decryptWith(key, blob, context);
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

function decryptWithRsa({ pair }: AsymmetricKey, algorithm: AnyAlgorithm, blob: Buffer): Buffer | undefined {
  const { oaepHash } = oaepOf(algorithm);
  try {
    return privateDecrypt({ key: pair.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, blob);
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
