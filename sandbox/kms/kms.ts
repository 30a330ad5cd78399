import { randomBytes, type KeyObject } from 'node:crypto';
import { AwsError, SANDBOX_PARTITION, type Caller, type JsonService, type WireObject } from '../aws/aws-service.ts';
import type { RandomBytes } from '../aws/credentials.ts';
import type { Clock } from '../clock.ts';
import { createAlias, deleteAlias, listAliases, updateAlias } from './alias-operations.ts';
import { decrypt, encrypt, generateDataKey, requireUsableFor } from './encryption-operations.ts';
import { createKey } from './key-creation.ts';
import {
  cancelKeyDeletion,
  describeKey,
  disableKey,
  enableKey,
  listKeys,
  scheduleKeyDeletion,
} from './key-lifecycle.ts';
import { generatedKeyPair, type KeyPairSource } from './key-material.ts';
import { getKeyPolicy, putKeyPolicy } from './key-policy.ts';
import { KeyStore } from './key-store.ts';
import { listResourceTags, tagResource, untagResource } from './key-tags.ts';
import { publicKeyOf, type KmsKey } from './kms-key.ts';
import type { KmsContext, KmsOperation } from './kms-operation.ts';
import { getPublicKey, sign, verify } from './signing-operations.ts';

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
export interface KeySummary extends Pick<KmsKey, 'id' | 'arn' | 'spec' | 'usage' | 'state' | 'policy'> {
  /** Names, `alias/…`. */
  readonly aliases: readonly string[];
}

const OPERATIONS: Readonly<Record<string, KmsOperation>> = {
  CancelKeyDeletion: cancelKeyDeletion,
  CreateAlias: createAlias,
  CreateKey: createKey,
  Decrypt: decrypt,
  DeleteAlias: deleteAlias,
  DescribeKey: describeKey,
  DisableKey: disableKey,
  EnableKey: enableKey,
  Encrypt: encrypt,
  GenerateDataKey: generateDataKey,
  GetKeyPolicy: getKeyPolicy,
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

/** The Key Management Service, with real keys. https://docs.aws.amazon.com/kms/latest/APIReference/ */
export class Kms implements JsonService {
  readonly #context: KmsContext;

  constructor({
    clock,
    accountId,
    region,
    partition = SANDBOX_PARTITION,
    random = randomBytes,
    keyPair = generatedKeyPair,
    onSecret = () => {},
  }: KmsOptions) {
    const store = new KeyStore({ clock, region, arnPrefix: `arn:${partition}:kms:${region}:${accountId}` });
    this.#context = { clock, store, accountId, partition, random, keyPair, onSecret };
  }

  async call(operation: string, input: WireObject, caller: Caller): Promise<WireObject> {
    const perform = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
    if (perform === undefined) {
      throw new AwsError('UnknownOperationException', `The sandbox's KMS has no operation ${operation}.`);
    }
    return perform(this.#context, input, caller);
  }

  /** All keys, the oldest first. */
  keys(): KeySummary[] {
    const aliases = this.#context.store.aliases();
    return this.#context.store.keys().map(({ id, arn, spec, usage, state, policy }) => ({
      id,
      arn,
      spec,
      usage,
      state,
      policy,
      aliases: aliases.filter(({ targetKeyId }) => targetKeyId === id).map(({ name }) => name),
    }));
  }

  /**
   * @param keyId id, key ARN, alias name or alias ARN
   * @throws AwsError when there is no such key, or it is symmetric
   */
  publicKeyOf(keyId: string): KeyObject {
    return publicKeyOf(this.#context.store.find(keyId));
  }

  /**
   * Checks that a secret can be encrypted or decrypted with the key.
   * @returns the key's ARN
   * @throws AwsError when the key does not exist, is disabled or about to be deleted, or is not symmetric
   */
  useForSecret(keyId: string, operation: 'GenerateDataKey' | 'Decrypt'): string {
    const key = this.#context.store.find(keyId);
    requireUsableFor(key, operation, 'SYMMETRIC_DEFAULT');
    return key.arn;
  }
}
