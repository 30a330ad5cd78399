import type { KeyObject } from 'node:crypto';
import { AwsError, type WireObject } from '../aws/aws-service.ts';
import type { KeyPair } from './key-material.ts';
import { encryptionAlgorithmsOf, signingAlgorithmsOf, type AsymmetricSpec, type KeyUsage } from './key-specs.ts';

/** The last successful cryptographic operation with a key. */
interface LastUsage {
  readonly operation: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly eventId: string;
  readonly requestId: string;
}

interface AnyKey {
  readonly id: string;
  readonly arn: string;
  readonly accountId: string;
  readonly usage: KeyUsage;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly description: string;
  readonly tags: Map<string, string>;
  policy: string;
  state: 'Enabled' | 'Disabled' | 'PendingDeletion';
  /** Epoch milliseconds; only while the deletion is pending. */
  deletionAt?: number | undefined;
  /** Absent as long as nothing was done with the key. */
  lastUsage?: LastUsage | undefined;
}

export interface SymmetricKey extends AnyKey {
  readonly spec: 'SYMMETRIC_DEFAULT';
  readonly secret: Buffer;
  /** 64 hexadecimal digits. */
  readonly materialId: string;
  /** Automatic rotation, where it is switched on; `since` in epoch milliseconds. */
  rotation?: { readonly periodDays: number; readonly since: number } | undefined;
}

export interface AsymmetricKey extends AnyKey {
  readonly spec: AsymmetricSpec;
  readonly pair: KeyPair;
}

export type KmsKey = SymmetricKey | AsymmetricKey;

/** The key as CreateKey and DescribeKey tell it. */
export function metadataOf(key: KmsKey): WireObject {
  return {
    AWSAccountId: key.accountId,
    Arn: key.arn,
    CreationDate: key.createdAt / 1000,
    CustomerMasterKeySpec: key.spec,
    Description: key.description,
    Enabled: key.state === 'Enabled',
    KeyId: key.id,
    KeyManager: 'CUSTOMER',
    KeySpec: key.spec,
    KeyState: key.state,
    KeyUsage: key.usage,
    MultiRegion: false,
    Origin: 'AWS_KMS',
    ...algorithmsOf(key),
    ...(key.spec === 'SYMMETRIC_DEFAULT' ? { CurrentKeyMaterialId: key.materialId } : {}),
    ...(key.deletionAt === undefined ? {} : { DeletionDate: key.deletionAt / 1000 }),
  };
}

/** The field of the answer that lists what the key can do. */
export function algorithmsOf({ spec, usage }: KmsKey): WireObject {
  return usage === 'SIGN_VERIFY' && spec !== 'SYMMETRIC_DEFAULT'
    ? { SigningAlgorithms: signingAlgorithmsOf(spec) }
    : { EncryptionAlgorithms: encryptionAlgorithmsOf(spec) };
}

/** @throws AwsError `UnsupportedOperationException` for a symmetric key, which has no public half */
export function publicKeyOf(key: KmsKey): KeyObject {
  if (key.spec === 'SYMMETRIC_DEFAULT') throw new AwsError('UnsupportedOperationException', '');
  return key.pair.publicKey;
}

/** @throws AwsError `DisabledException` or `KMSInvalidStateException` */
export function requireEnabled(key: KmsKey): void {
  requireNotPendingDeletion(key);
  if (key.state === 'Disabled') throw new AwsError('DisabledException', `${key.arn} is disabled.`);
}

/** @throws AwsError `KMSInvalidStateException` */
export function requireNotPendingDeletion({ arn, state }: KmsKey): void {
  if (state === 'PendingDeletion') throw new AwsError('KMSInvalidStateException', `${arn} is pending deletion.`);
}

/**
 * @param operation the operation that would need that usage
 * @throws AwsError `InvalidKeyUsageException`
 */
export function requireUsage(key: KmsKey, usage: KeyUsage, operation: string): void {
  if (key.usage === usage) return;
  throw new AwsError(
    'InvalidKeyUsageException',
    `${key.arn} key usage is ${key.usage} which is not valid for ${operation}.`,
  );
}

/** @throws AwsError `InvalidKeyUsageException` when the key does not know the algorithm */
export function requireAlgorithm({ spec }: KmsKey, algorithm: string, known: readonly string[]): void {
  if (known.includes(algorithm)) return;
  throw new AwsError('InvalidKeyUsageException', `Algorithm ${algorithm} is incompatible with key spec ${spec}.`);
}

/** @throws AwsError when the key is disabled, about to be deleted, or not one that does this */
export function requireUsableFor(key: KmsKey, operation: string, algorithm: string): void {
  requireEnabled(key);
  requireUsage(key, 'ENCRYPT_DECRYPT', operation);
  requireAlgorithm(key, algorithm, encryptionAlgorithmsOf(key.spec));
}
