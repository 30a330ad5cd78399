import type { WireObject } from '../aws/aws-service.ts';
import {
  type AccessRequest,
  given,
  onNothing,
  requestTags,
  type ResourcePlace,
  resourceTags,
} from './access-request.ts';
import type { ContextValues } from './policy-evaluation.ts';

/** What of a KMS key its callers' rights may hang on. */
export interface GuardedKey {
  readonly arn: string;
  readonly spec: string;
  readonly usage: string;
  /** Key policy, as JSON. */
  readonly policy: string;
  readonly tags: ReadonlyMap<string, string>;
  /** Names, `alias/…`. */
  readonly aliases: readonly string[];
}

interface KeysGuard {
  readonly place: ResourcePlace;
  /** By id, key ARN, alias name or alias ARN. */
  readonly keyOf: (keyId: string) => GuardedKey | undefined;
  /** The key that a ciphertext was made with. */
  readonly keyOfCiphertext: (ciphertext: string) => GuardedKey | undefined;
  /** What holds for the call as a whole. */
  readonly context: ContextValues;
}

const TAG = { key: 'TagKey', value: 'TagValue' };

/**
 * What a call of KMS asks of IAM; nothing where it names no key that there is, which the service refuses.
 * https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html
 */
export function keyRequests(operation: string, input: WireObject, guard: KeysGuard): AccessRequest[] {
  const action = `kms:${operation}`;
  switch (operation) {
    case 'CreateKey':
      return [onNothing(action, { ...guard.context, ...creation(input), ...requestTags(input['Tags'], TAG) })];
    case 'ListKeys':
    case 'ListAliases':
      return [onNothing(action)];
    case 'CreateAlias':
    case 'UpdateAlias':
    case 'DeleteAlias':
      return onAlias(action, input, guard);
    default: {
      const { KeyId, CiphertextBlob } = input;
      return onKey(action, OWN_CONTEXT[operation]?.(input) ?? {}, KeyId ?? CiphertextBlob, {
        ...guard,
        keyOf: KeyId === undefined ? guard.keyOfCiphertext : guard.keyOf,
      });
    }
  }
}

/** An alias is changed by whoever may do so to the alias and to every key that it names before or after. */
function onAlias(action: string, { AliasName, TargetKeyId }: WireObject, guard: KeysGuard): AccessRequest[] {
  if (typeof AliasName !== 'string') return [];
  const { partition, region, accountId } = guard.place;
  const alias = {
    action,
    resource: `arn:${partition}:kms:${region}:${accountId}:${AliasName}`,
    context: guard.context,
  };
  return [alias, ...onKey(action, {}, AliasName, guard), ...onKey(action, {}, TargetKeyId, guard)];
}

function onKey(action: string, own: ContextValues, keyId: unknown, { keyOf, context }: KeysGuard): AccessRequest[] {
  const key = typeof keyId === 'string' ? keyOf(keyId) : undefined;
  if (key === undefined) return [];
  const alias = /alias\/.*$/.exec(String(keyId))?.[0];
  return [
    {
      action,
      resource: key.arn,
      context: {
        ...context,
        ...(ALIAS_COUNTS.has(action) ? given({ 'kms:RequestAlias': alias }) : {}),
        'kms:KeySpec': key.spec,
        'kms:KeyUsage': key.usage,
        'kms:KeyOrigin': 'AWS_KMS',
        'kms:MultiRegion': 'false',
        'kms:ResourceAliases': key.aliases,
        ...resourceTags('aws', key.tags),
        ...own,
      },
      resourcePolicy: key.policy,
    },
  ];
}

/** The actions for which AWS looks at the alias by which the key was named. */
const ALIAS_COUNTS = new Set(
  ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'GetPublicKey', 'Sign', 'Verify'].map(
    (name) => `kms:${name}`,
  ),
);

/** A message whose type is not named is RAW, and so is the value of the condition key. */
const signing = ({ SigningAlgorithm, MessageType = 'RAW' }: WireObject): ContextValues =>
  given({ 'kms:SigningAlgorithm': SigningAlgorithm, 'kms:MessageType': MessageType });

const encryption = ({ EncryptionAlgorithm = 'SYMMETRIC_DEFAULT', EncryptionContext }: WireObject): ContextValues => {
  const pairs = Object.entries((EncryptionContext ?? {}) as WireObject);
  return {
    ...given({ 'kms:EncryptionAlgorithm': EncryptionAlgorithm }),
    ...given(Object.fromEntries(pairs.map(([key, value]) => [`kms:EncryptionContext:${key}`, value]))),
    ...(pairs.length === 0 ? {} : { 'kms:EncryptionContextKeys': pairs.map(([key]) => key) }),
  };
};

/** Condition keys that take their value from the request. */
const OWN_CONTEXT: Readonly<Record<string, (input: WireObject) => ContextValues>> = {
  Sign: signing,
  Verify: signing,
  Encrypt: encryption,
  Decrypt: encryption,
  GenerateDataKey: encryption,
  PutKeyPolicy: ({ BypassPolicyLockoutSafetyCheck = false }) =>
    given({ 'kms:BypassPolicyLockoutSafetyCheck': BypassPolicyLockoutSafetyCheck }),
  ScheduleKeyDeletion: ({ PendingWindowInDays = 30 }) =>
    given({ 'kms:ScheduleKeyDeletionPendingWindowInDays': PendingWindowInDays }),
  TagResource: ({ Tags }) => requestTags(Tags, TAG),
  UntagResource: ({ TagKeys }) => requestTags(TagKeys, TAG),
};

function creation(input: WireObject): ContextValues {
  const { KeySpec = 'SYMMETRIC_DEFAULT', KeyUsage = 'ENCRYPT_DECRYPT', Origin = 'AWS_KMS' } = input;
  const { MultiRegion = false, BypassPolicyLockoutSafetyCheck = false } = input;
  return given({
    'kms:KeySpec': KeySpec,
    'kms:KeyUsage': KeyUsage,
    'kms:KeyOrigin': Origin,
    'kms:MultiRegion': MultiRegion,
    'kms:BypassPolicyLockoutSafetyCheck': BypassPolicyLockoutSafetyCheck,
  });
}
