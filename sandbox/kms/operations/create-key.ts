import * as v from 'valibot';
import { AwsError } from '../../aws/aws-service.ts';
import { flag, oneOf, text, unserved } from '../../aws/request-shape.ts';
import { defaultKeyPolicy, requireUsablePolicy } from '../key-policy.ts';
import { KEY_SPECS, OTHER_KEY_SPECS, isEcc, type KeySpec, type KeyUsage } from '../key-specs.ts';
import { tagsOf } from '../key-tags.ts';
import { metadataOf, type KmsKey } from '../kms-key.ts';
import { policyText, tags } from '../request-members.ts';
import { uuidOf } from '../uuid.ts';
import { operation, type Setting } from './operation.ts';

const USAGES = ['SIGN_VERIFY', 'ENCRYPT_DECRYPT', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT'] as const;

type AnyUsage = (typeof USAGES)[number];
type AnySpec = KeySpec | (typeof OTHER_KEY_SPECS)[number];

const SPECS: readonly AnySpec[] = [...KEY_SPECS, ...OTHER_KEY_SPECS];

const request = v.object({
  Policy: v.optional(policyText),
  Description: v.optional(text(0, 8192), ''),
  KeyUsage: v.optional(oneOf(USAGES)),
  CustomerMasterKeySpec: v.optional(oneOf(SPECS)),
  KeySpec: v.optional(oneOf(SPECS)),
  Origin: v.optional(oneOf(['AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE']), 'AWS_KMS'),
  CustomKeyStoreId: unserved,
  BypassPolicyLockoutSafetyCheck: flag,
  Tags: v.optional(tags, []),
  MultiRegion: flag,
  XksKeyId: unserved,
});

export const createKey = operation(request, async (input, caller, context) => {
  const policy = input.Policy ?? defaultKeyPolicy(context);
  const given = { description: input.Description, policy, tags: tagsOf(input.Tags, new Map()) };
  const kind = kindOf(input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT', input.KeyUsage);
  if (input.Origin !== 'AWS_KMS') throw notMade(`key whose Origin is ${input.Origin}`);
  if (input.MultiRegion) throw notMade('multi-Region key');
  requireUsablePolicy(policy, caller, input.BypassPolicyLockoutSafetyCheck);
  const key = await made(context, kind, given);
  context.store.add(key);
  return { KeyMetadata: metadataOf(key) };
});

interface KeyKind {
  readonly spec: KeySpec;
  readonly usage: KeyUsage;
}

function kindOf(spec: AnySpec, usage: AnyUsage | undefined): KeyKind {
  if (usage === undefined && spec !== 'SYMMETRIC_DEFAULT') {
    throw new AwsError(
      'ValidationException',
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    );
  }
  const wanted = usage ?? 'ENCRYPT_DECRYPT';
  if (!(KEY_SPECS as readonly string[]).includes(spec)) throw notMade(`key of spec ${spec}`);
  const known = spec as KeySpec;
  if (wanted === 'KEY_AGREEMENT' && isEcc(known)) throw notMade('key for KEY_AGREEMENT');
  if (!usagesOf(known).includes(wanted)) {
    throw new AwsError('ValidationException', `KeyUsage ${wanted} is not compatible with KeySpec ${spec}`);
  }
  return { spec: known, usage: wanted as KeyUsage };
}

function usagesOf(spec: KeySpec): readonly AnyUsage[] {
  if (spec === 'SYMMETRIC_DEFAULT') return ['ENCRYPT_DECRYPT'];
  return isEcc(spec) ? ['SIGN_VERIFY'] : ['SIGN_VERIFY', 'ENCRYPT_DECRYPT'];
}

async function made(
  { clock, store, accountId, random, keyPair, onSecret }: Setting,
  { spec, usage }: KeyKind,
  given: Pick<KmsKey, 'description' | 'policy' | 'tags'>,
): Promise<KmsKey> {
  const id = uuidOf(random(16));
  const common = {
    id,
    arn: store.arnOf(`key/${id}`),
    accountId,
    usage,
    createdAt: clock.now(),
    state: 'Enabled' as const,
    ...given,
  };
  if (spec !== 'SYMMETRIC_DEFAULT') return { ...common, spec, pair: await keyPair(spec) };
  const secret = random(32);
  onSecret(secret.toString('base64'));
  return { ...common, spec, secret, materialId: random(32).toString('hex') };
}

function notMade(what: string): AwsError {
  return new AwsError('UnsupportedOperationException', `The sandbox makes no ${what}.`);
}
