import { randomBytes, type KeyObject } from 'node:crypto';
import { AwsError, SANDBOX_PARTITION, type Caller, type JsonService, type WireObject } from '../aws/aws-service.ts';
import type { RandomBytes } from '../random-bytes.ts';
import { operationOf, type Operations } from '../aws/operation.ts';
import type { Clock } from '../clock.ts';
import { keyIdOf } from './ciphertext.ts';
import { generatedKeyPair, type KeyPairSource } from './key-material.ts';
import { type Alias, KeyStore } from './key-store.ts';
import { CRYPTOGRAPHIC_OPERATIONS, recordUsage } from './key-usage.ts';
import { publicKeyOf, requireUsableFor, type KmsKey } from './kms-key.ts';
import { createAlias, deleteAlias, listAliases, updateAlias } from './operations/aliases.ts';
import { createKey } from './operations/create-key.ts';
import { decrypt, encrypt, generateDataKey } from './operations/encrypt.ts';
import {
  cancelKeyDeletion,
  describeKey,
  disableKey,
  enableKey,
  listKeys,
  scheduleKeyDeletion,
} from './operations/key-lifecycle.ts';
import { getKeyPolicy, putKeyPolicy } from './operations/key-policy.ts';
import { disableKeyRotation, enableKeyRotation, getKeyRotationStatus } from './operations/key-rotation.ts';
import { getKeyLastUsage } from './operations/last-usage.ts';
import type { Setting } from './operations/operation.ts';
import { getPublicKey, sign, verify } from './operations/sign.ts';
import { listResourceTags, tagResource, untagResource } from './operations/tags.ts';

interface KmsOptions {
  readonly clock: Clock;
  readonly accountId: string;
  readonly region: string;
  readonly partition?: string;
  /** Makes ids, symmetric keys and data keys; signatures and key pairs have their own randomness. */
  readonly random?: RandomBytes;
  /** Where key pairs come from; each is generated when it is absent. */
  readonly keyPair?: KeyPairSource;
  /** Told, as base64, of every symmetric key made and every data key handed out. */
  readonly onSecret?: (secret: string) => void;
}

/** A key as the rest of the sandbox sees it. */
export interface KeySummary extends Pick<KmsKey, 'id' | 'arn' | 'spec' | 'usage' | 'state' | 'policy' | 'tags'> {
  /** Names, `alias/…`. */
  readonly aliases: readonly string[];
}

export const KMS_OPERATIONS: Operations<Setting> = {
  CancelKeyDeletion: cancelKeyDeletion,
  CreateAlias: createAlias,
  CreateKey: createKey,
  Decrypt: decrypt,
  DeleteAlias: deleteAlias,
  DescribeKey: describeKey,
  DisableKey: disableKey,
  DisableKeyRotation: disableKeyRotation,
  EnableKey: enableKey,
  EnableKeyRotation: enableKeyRotation,
  Encrypt: encrypt,
  GenerateDataKey: generateDataKey,
  GetKeyLastUsage: getKeyLastUsage,
  GetKeyPolicy: getKeyPolicy,
  GetKeyRotationStatus: getKeyRotationStatus,
  GetPublicKey: getPublicKey,
  ListAliases: listAliases,
  ListKeys: listKeys,
  ListResourceTags: listResourceTags,
  PutKeyPolicy: putKeyPolicy,
  ScheduleKeyDeletion: scheduleKeyDeletion,
  Sign: sign,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateAlias: updateAlias,
  Verify: verify,
};

/**
 * The Key Management Service, with real keys: in its own region those of the stack, in others those of secrets' replicas.
 * Where no region is named, its own is meant. https://docs.aws.amazon.com/kms/latest/APIReference/
 */
export class Kms implements JsonService {
  readonly #region: string;
  readonly #shared: Omit<Setting, 'store'>;
  /** By region. */
  readonly #stores = new Map<string, KeyStore>();

  constructor({
    clock,
    accountId,
    region,
    partition = SANDBOX_PARTITION,
    random = randomBytes,
    keyPair = generatedKeyPair,
    onSecret = () => {},
  }: KmsOptions) {
    this.#region = region;
    this.#shared = { clock, accountId, partition, random, keyPair, onSecret };
  }

  async call(operation: string, input: WireObject, caller: Caller): Promise<WireObject> {
    const run = operationOf(KMS_OPERATIONS, 'kms', operation);
    const store = this.#storeIn(caller.region);
    const answer = await run(input, caller, { ...this.#shared, store });
    if (CRYPTOGRAPHIC_OPERATIONS.has(operation)) this.#recordUsage(store.find(String(answer['KeyId'])), operation);
    return answer;
  }

  /** All keys of a region, the oldest first. */
  keys(region?: string): KeySummary[] {
    const store = this.#storeIn(region);
    const aliases = store.aliases();
    return store.keys().map((key) => summaryOf(key, aliases));
  }

  /**
   * The key that a request means; undefined when there is none.
   * @param keyId id, key ARN, alias name or alias ARN
   */
  key(keyId: string, region?: string): KeySummary | undefined {
    const store = this.#storeIn(region);
    try {
      return summaryOf(store.find(keyId), store.aliases());
    } catch (error) {
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  }

  /**
   * The key that a ciphertext was made with; undefined when it does not tell, or the key is gone.
   * @param ciphertext base64
   */
  keyOfCiphertext(ciphertext: string, region?: string): KeySummary | undefined {
    const keyId = keyIdOf(Buffer.from(ciphertext, 'base64'));
    return keyId === undefined ? undefined : this.key(keyId, region);
  }

  /**
   * @param keyId id, key ARN, alias name or alias ARN
   * @throws AwsError when there is no such key, or it is symmetric
   */
  publicKeyOf(keyId: string): KeyObject {
    return publicKeyOf(this.#storeIn().find(keyId));
  }

  /**
   * Checks that a secret can be encrypted or decrypted with the key.
   * @throws AwsError when the key does not exist, is disabled or about to be deleted, or is not symmetric
   */
  useForSecret(keyId: string, operation: 'GenerateDataKey' | 'Encrypt' | 'Decrypt', region?: string): void {
    const key = this.#storeIn(region).find(keyId);
    requireUsableFor(key, operation, 'SYMMETRIC_DEFAULT');
    this.#recordUsage(key, operation);
  }

  #recordUsage(key: KmsKey, operation: string): void {
    const { clock, random } = this.#shared;
    recordUsage(key, operation, clock.now(), random);
  }

  #storeIn(region = this.#region): KeyStore {
    const { clock, partition, accountId } = this.#shared;
    const arnPrefix = `arn:${partition}:kms:${region}:${accountId}`;
    const store = this.#stores.get(region) ?? new KeyStore({ clock, region, arnPrefix });
    this.#stores.set(region, store);
    return store;
  }
}

function summaryOf({ id, arn, spec, usage, state, policy, tags }: KmsKey, aliases: readonly Alias[]): KeySummary {
  const own = aliases.filter(({ targetKeyId }) => targetKeyId === id).map(({ name }) => name);
  return { id, arn, spec, usage, state, policy, tags, aliases: own };
}
