import { AwsError } from '../aws/aws-service.ts';
import { RequestFields } from '../aws/request-fields.ts';
import { KEY_SPECS, OTHER_KEY_SPECS, isEcc, type KeySpec, type KeyUsage } from './key-specs.ts';
import { defaultKeyPolicy, requireUsablePolicy } from './key-policy.ts';
import { readTags } from './key-tags.ts';
import { metadataOf, type KmsKey } from './kms-key.ts';
import type { KmsContext, KmsOperation } from './kms-operation.ts';

const USAGES = ['SIGN_VERIFY', 'ENCRYPT_DECRYPT', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT'] as const;

type AnyUsage = (typeof USAGES)[number];
type AnySpec = KeySpec | (typeof OTHER_KEY_SPECS)[number];

export const createKey: KmsOperation = async (context, input, caller) => {
  const fields = new RequestFields(input);
  const specs: readonly AnySpec[] = [...KEY_SPECS, ...OTHER_KEY_SPECS];
  const spec = fields.choice('KeySpec', specs) ?? fields.choice('CustomerMasterKeySpec', specs) ?? 'SYMMETRIC_DEFAULT';
  const usage = fields.choice('KeyUsage', USAGES);
  const description = fields.text('Description', { max: 8192 }) ?? '';
  const policy = fields.text('Policy', { min: 1, max: 131_072 }) ?? defaultKeyPolicy(context);
  const origin = fields.choice('Origin', ['AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE']) ?? 'AWS_KMS';
  const multiRegion = fields.flag('MultiRegion');
  const bypass = fields.flag('BypassPolicyLockoutSafetyCheck');
  fields.check();
  const tags = readTags(fields, new Map());
  const kind = kindOf(spec, usage);
  if (origin !== 'AWS_KMS') throw notMade(`key whose Origin is ${origin}`);
  if (multiRegion) throw notMade('multi-Region key');
  requireUsablePolicy(policy, caller, bypass);
  const key = await made(context, kind, { description, policy, tags });
  context.store.add(key);
  return { KeyMetadata: metadataOf(key) };
};

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
  { clock, store, accountId, random, keyPair, onSecret }: KmsContext,
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

/** RFC 9562 §5.4 */
export function uuidOf(bytes: Buffer): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function notMade(what: string): AwsError {
  return new AwsError('UnsupportedOperationException', `The sandbox makes no ${what}.`);
}
