import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetKeyPolicyCommand,
  GetPublicKeyCommand,
  ListKeysCommand,
  ListRetirableGrantsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
  TagResourceCommand,
  UpdateAliasCommand,
  VerifyCommand,
  type CreateKeyCommandInput,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ARN_PREFIX, startKms } from './kms-under-test.ts';

let under: Awaited<ReturnType<typeof startKms>>;

/** Keys by what they are like; their ids stand in the cases as `<ec>`, their ARNs as `<ec-arn>`. */
const keys: Record<string, { id: string; arn: string }> = {};

beforeAll(async () => {
  under = await startKms();
  const make = async (name: string, input: CreateKeyCommandInput) => {
    const { KeyMetadata } = await under.client.send(new CreateKeyCommand(input));
    keys[name] = { id: KeyMetadata?.KeyId ?? '', arn: KeyMetadata?.Arn ?? '' };
    return keys[name].id;
  };
  const ec: CreateKeyCommandInput = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' };
  await make('ec', ec);
  await make('symmetric', {});
  await make('rsa', { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
  await under.client.send(new DisableKeyCommand({ KeyId: await make('disabled', ec) }));
  await under.client.send(new ScheduleKeyDeletionCommand({ KeyId: await make('pending', ec) }));
  await under.client.send(new CreateAliasCommand({ AliasName: 'alias/taken', TargetKeyId: keys['ec']?.id }));
});

afterAll(() => under.close());

const NOWHERE = '00000000-0000-4000-8000-000000000000';
const ES = { Message: Buffer.from('m'), SigningAlgorithm: 'ECDSA_SHA_256' } as const;
const ROOT_ONLY = (action: string) =>
  JSON.stringify({
    Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: action }],
  });

type AnyCommand = new (input: never) => object;

/** What is done, the command, its input, and the error's name and message; `<ec>` stands for a key's id. */
const CASES: [string, AnyCommand, object, string, string][] = [
  [
    'an unknown id',
    DescribeKeyCommand,
    { KeyId: NOWHERE },
    'NotFoundException',
    `Key '${ARN_PREFIX}:key/${NOWHERE}' does not exist`,
  ],
  [
    'an unknown ARN',
    SignCommand,
    { KeyId: `${ARN_PREFIX}:key/${NOWHERE}`, ...ES },
    'NotFoundException',
    `Key '${ARN_PREFIX}:key/${NOWHERE}' does not exist`,
  ],
  [
    'the ARN of another account',
    DescribeKeyCommand,
    { KeyId: 'arn:aws:kms:us-east-1:999999999999:key/<ec>' },
    'NotFoundException',
    "Key 'arn:aws:kms:us-east-1:999999999999:key/<ec>' does not exist",
  ],
  ['a malformed id', DescribeKeyCommand, { KeyId: 'nonsense' }, 'NotFoundException', "Invalid keyId 'nonsense'"],
  [
    'the ARN of another service',
    DescribeKeyCommand,
    { KeyId: 'arn:aws:s3:::bucket' },
    'NotFoundException',
    "Invalid keyId 'arn:aws:s3:::bucket'",
  ],
  [
    'the ARN of another region',
    DescribeKeyCommand,
    { KeyId: `arn:aws:kms:eu-west-1:123456789012:key/${NOWHERE}` },
    'NotFoundException',
    'Invalid arn eu-west-1',
  ],
  [
    'an unknown alias',
    GetPublicKeyCommand,
    { KeyId: 'alias/none' },
    'NotFoundException',
    `Alias ${ARN_PREFIX}:alias/none is not found.`,
  ],
  [
    'an alias where only ids are taken',
    EnableKeyCommand,
    { KeyId: 'alias/taken' },
    'NotFoundException',
    "Invalid keyId 'alias/taken'",
  ],
  [
    'an alias without its prefix',
    CreateAliasCommand,
    { AliasName: 'mine', TargetKeyId: '<ec>' },
    'ValidationException',
    'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
  ],
  [
    "an alias of AWS's own",
    CreateAliasCommand,
    { AliasName: 'alias/aws/mine', TargetKeyId: '<ec>' },
    'NotAuthorizedException',
    'UnknownError',
  ],
  [
    'an alias that exists',
    CreateAliasCommand,
    { AliasName: 'alias/taken', TargetKeyId: '<ec>' },
    'AlreadyExistsException',
    `An alias with the name ${ARN_PREFIX}:alias/taken already exists`,
  ],
  [
    'an alias with a blank',
    CreateAliasCommand,
    { AliasName: 'alias/a b', TargetKeyId: '<ec>' },
    'ValidationException',
    "1 validation error detected: Value 'alias/a b' at 'aliasName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$",
  ],
  [
    'an alias with a colon',
    CreateAliasCommand,
    { AliasName: 'alias/my:alias', TargetKeyId: '<ec>' },
    'ValidationException',
    'alias/my:alias contains invalid characters for an alias',
  ],
  [
    'moving an alias with a colon',
    UpdateAliasCommand,
    { AliasName: 'alias/my:alias', TargetKeyId: '<ec>' },
    'ValidationException',
    'alias/my:alias contains invalid characters for an alias',
  ],
  [
    'deleting an alias with a colon',
    DeleteAliasCommand,
    { AliasName: 'alias/my:alias' },
    'ValidationException',
    'alias/my:alias contains invalid characters for an alias',
  ],
  [
    'an alias of the prefix alone',
    CreateAliasCommand,
    { AliasName: 'alias/', TargetKeyId: '<ec>' },
    'ValidationException',
    'alias/ contains invalid characters for an alias',
  ],
  [
    'an alias for a key that is about to go',
    CreateAliasCommand,
    { AliasName: 'alias/x', TargetKeyId: '<pending>' },
    'KMSInvalidStateException',
    '<pending-arn> is pending deletion.',
  ],
  [
    'moving an unknown alias',
    UpdateAliasCommand,
    { AliasName: 'alias/none', TargetKeyId: '<ec>' },
    'NotFoundException',
    `Alias ${ARN_PREFIX}:alias/none is not found.`,
  ],
  [
    'moving an alias to another kind of key',
    UpdateAliasCommand,
    { AliasName: 'alias/taken', TargetKeyId: '<symmetric>' },
    'ValidationException',
    `Alias ${ARN_PREFIX}:alias/taken cannot be moved to a key of another type or KeyUsage than its current key.`,
  ],
  [
    'deleting an unknown alias',
    DeleteAliasCommand,
    { AliasName: 'alias/none' },
    'NotFoundException',
    `Alias ${ARN_PREFIX}:alias/none is not found.`,
  ],
  [
    'signing with a disabled key',
    SignCommand,
    { KeyId: '<disabled>', ...ES },
    'DisabledException',
    '<disabled-arn> is disabled.',
  ],
  [
    'signing with a key that is about to go',
    SignCommand,
    { KeyId: '<pending>', ...ES },
    'KMSInvalidStateException',
    '<pending-arn> is pending deletion.',
  ],
  [
    'the public key of a key that is about to go',
    GetPublicKeyCommand,
    { KeyId: '<pending>' },
    'KMSInvalidStateException',
    '<pending-arn> is pending deletion.',
  ],
  [
    'the public key of a symmetric key',
    GetPublicKeyCommand,
    { KeyId: '<symmetric>' },
    'UnsupportedOperationException',
    'UnknownError',
  ],
  [
    'enabling a key that is about to go',
    EnableKeyCommand,
    { KeyId: '<pending>' },
    'KMSInvalidStateException',
    '<pending-arn> is pending deletion.',
  ],
  [
    'disabling a key that is about to go',
    DisableKeyCommand,
    { KeyId: '<pending>' },
    'KMSInvalidStateException',
    '<pending-arn> is pending deletion.',
  ],
  [
    'tagging a key that is about to go',
    TagResourceCommand,
    { KeyId: '<pending>', Tags: [] },
    'KMSInvalidStateException',
    '<pending-arn> is pending deletion.',
  ],
  [
    'deleting a key twice',
    ScheduleKeyDeletionCommand,
    { KeyId: '<pending>' },
    'KMSInvalidStateException',
    '<pending-arn> is pending deletion.',
  ],
  [
    'keeping a key that nobody deletes',
    CancelKeyDeletionCommand,
    { KeyId: '<ec>' },
    'KMSInvalidStateException',
    '<ec-arn> is not pending deletion.',
  ],
  [
    'too short a waiting time',
    ScheduleKeyDeletionCommand,
    { KeyId: '<ec>', PendingWindowInDays: 6 },
    'ValidationException',
    "1 validation error detected: Value '6' at 'pendingWindowInDays' failed to satisfy constraint: Member must have value greater than or equal to 7",
  ],
  [
    'signing with a key for encryption',
    SignCommand,
    { KeyId: '<symmetric>', ...ES },
    'InvalidKeyUsageException',
    '<symmetric-arn> key usage is ENCRYPT_DECRYPT which is not valid for Sign.',
  ],
  [
    'verifying with a key for encryption',
    VerifyCommand,
    { KeyId: '<symmetric>', ...ES, Signature: Buffer.from('s') },
    'InvalidKeyUsageException',
    '<symmetric-arn> key usage is ENCRYPT_DECRYPT which is not valid for Verify.',
  ],
  [
    'encrypting with a key for signing',
    EncryptCommand,
    { KeyId: '<ec>', Plaintext: Buffer.from('p') },
    'InvalidKeyUsageException',
    '<ec-arn> key usage is SIGN_VERIFY which is not valid for Encrypt.',
  ],
  [
    'a data key from a key for signing',
    GenerateDataKeyCommand,
    { KeyId: '<ec>', KeySpec: 'AES_256' },
    'InvalidKeyUsageException',
    '<ec-arn> key usage is SIGN_VERIFY which is not valid for GenerateDataKey.',
  ],
  [
    'an algorithm of another kind of key',
    SignCommand,
    { KeyId: '<ec>', Message: Buffer.from('m'), SigningAlgorithm: 'RSASSA_PSS_SHA_256' },
    'InvalidKeyUsageException',
    'Algorithm RSASSA_PSS_SHA_256 is incompatible with key spec ECC_NIST_P256.',
  ],
  [
    'an algorithm of another curve',
    SignCommand,
    { KeyId: '<ec>', Message: Buffer.from('m'), SigningAlgorithm: 'ECDSA_SHA_384' },
    'InvalidKeyUsageException',
    'Algorithm ECDSA_SHA_384 is incompatible with key spec ECC_NIST_P256.',
  ],
  [
    'an RSA algorithm with a symmetric key',
    EncryptCommand,
    { KeyId: '<symmetric>', Plaintext: Buffer.from('p'), EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' },
    'InvalidKeyUsageException',
    'Algorithm RSAES_OAEP_SHA_256 is incompatible with key spec SYMMETRIC_DEFAULT.',
  ],
  [
    'signing a digest of the wrong length',
    SignCommand,
    { KeyId: '<ec>', ...ES, MessageType: 'DIGEST' },
    'ValidationException',
    'Digest is invalid length for algorithm ECDSA_SHA_256.',
  ],
  [
    'verifying a digest of the wrong length',
    VerifyCommand,
    { KeyId: '<ec>', ...ES, MessageType: 'DIGEST', Signature: Buffer.from('s') },
    'ValidationException',
    'Digest is invalid length for algorithm ECDSA_SHA_256.',
  ],
  [
    'a message type of another algorithm',
    SignCommand,
    { KeyId: '<ec>', ...ES, MessageType: 'EXTERNAL_MU' },
    'ValidationException',
    'MessageType EXTERNAL_MU is incompatible with algorithm ECDSA_SHA_256.',
  ],
  [
    'a message of more than 4096 bytes',
    SignCommand,
    { KeyId: '<ec>', ...ES, Message: Buffer.alloc(4097) },
    'ValidationException',
    "1 validation error detected: Value at 'message' failed to satisfy constraint: Member must have length less than or equal to 4096",
  ],
  [
    'a plaintext of more than 4096 bytes',
    EncryptCommand,
    { KeyId: '<symmetric>', Plaintext: Buffer.alloc(4097) },
    'ValidationException',
    "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
  ],
  [
    'more plaintext than an RSA key holds',
    EncryptCommand,
    { KeyId: '<rsa>', Plaintext: Buffer.alloc(191), EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' },
    'ValidationException',
    'Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than 190 bytes.',
  ],
  [
    'an encryption context with an RSA key',
    EncryptCommand,
    {
      KeyId: '<rsa>',
      Plaintext: Buffer.alloc(1),
      EncryptionAlgorithm: 'RSAES_OAEP_SHA_1',
      EncryptionContext: { a: 'b' },
    },
    'ValidationException',
    'EncryptionContext is not supported for algorithm RSAES_OAEP_SHA_1.',
  ],
  [
    'nothing that a request needs',
    SignCommand,
    { KeyId: '<ec>' },
    'ValidationException',
    "2 validation errors detected: Value at 'message' failed to satisfy constraint: Member must not be null; Value at 'signingAlgorithm' failed to satisfy constraint: Member must not be null",
  ],
  [
    'an unknown value',
    SignCommand,
    { KeyId: '<ec>', ...ES, MessageType: 'HASH' },
    'ValidationException',
    "1 validation error detected: Value 'HASH' at 'messageType' failed to satisfy constraint: Member must satisfy enum value set: [RAW, DIGEST, EXTERNAL_MU]",
  ],
  [
    'an asymmetric key without its usage',
    CreateKeyCommand,
    { KeySpec: 'RSA_2048' },
    'ValidationException',
    'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
  ],
  [
    'a usage that the spec does not have',
    CreateKeyCommand,
    { KeySpec: 'RSA_2048', KeyUsage: 'KEY_AGREEMENT' },
    'ValidationException',
    'KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048',
  ],
  [
    'a symmetric key for signing',
    CreateKeyCommand,
    { KeyUsage: 'SIGN_VERIFY' },
    'ValidationException',
    'KeyUsage SIGN_VERIFY is not compatible with KeySpec SYMMETRIC_DEFAULT',
  ],
  [
    'a spec that the sandbox does not make',
    CreateKeyCommand,
    { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' },
    'UnsupportedOperationException',
    'The sandbox makes no key of spec HMAC_256.',
  ],
  [
    'a key agreement key',
    CreateKeyCommand,
    { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' },
    'UnsupportedOperationException',
    'The sandbox makes no key for KEY_AGREEMENT.',
  ],
  [
    'a multi-Region key',
    CreateKeyCommand,
    { MultiRegion: true },
    'UnsupportedOperationException',
    'The sandbox makes no multi-Region key.',
  ],
  [
    'a key of another origin',
    CreateKeyCommand,
    { Origin: 'EXTERNAL' },
    'UnsupportedOperationException',
    'The sandbox makes no key whose Origin is EXTERNAL.',
  ],
  [
    'a tag twice',
    CreateKeyCommand,
    {
      Tags: [
        { TagKey: 'a', TagValue: '1' },
        { TagKey: 'a', TagValue: '2' },
      ],
    },
    'TagException',
    'Duplicate tag keys',
  ],
  [
    'a reserved tag',
    TagResourceCommand,
    { KeyId: '<ec>', Tags: [{ TagKey: 'aws:a', TagValue: '' }] },
    'TagException',
    'Tags beginning with aws: are reserved',
  ],
  [
    'a tag with too long a key and another with too long a value',
    TagResourceCommand,
    {
      KeyId: '<ec>',
      Tags: [
        { TagKey: 'k'.repeat(129), TagValue: '' },
        { TagKey: 'a', TagValue: 'v'.repeat(257) },
      ],
    },
    'ValidationException',
    `2 validation errors detected: Value '${'k'.repeat(129)}' at 'tags.1.member.tagKey' failed to satisfy constraint: Member must have length less than or equal to 128; ` +
      `Value '${'v'.repeat(257)}' at 'tags.2.member.tagValue' failed to satisfy constraint: Member must have length less than or equal to 256`,
  ],
  [
    'a key made with a tag without a value',
    CreateKeyCommand,
    { Tags: [{ TagKey: 'a' }] },
    'ValidationException',
    "1 validation error detected: Value at 'tags.1.member.tagValue' failed to satisfy constraint: Member must not be null",
  ],
  [
    'a grant token',
    SignCommand,
    { KeyId: '<ec>', ...ES, GrantTokens: ['token'] },
    'ValidationException',
    'The sandbox does not serve the parameter GrantTokens.',
  ],
  [
    'too many tags',
    TagResourceCommand,
    { KeyId: '<ec>', Tags: Array.from({ length: 51 }, (_, n) => ({ TagKey: `${n}`, TagValue: '' })) },
    'TagException',
    'Too many tags',
  ],
  [
    'a policy that is not JSON',
    PutKeyPolicyCommand,
    { KeyId: '<ec>', Policy: '{' },
    'MalformedPolicyDocumentException',
    'This policy contains invalid Json',
  ],
  [
    'a policy that locks its author out',
    PutKeyPolicyCommand,
    { KeyId: '<ec>', Policy: ROOT_ONLY('kms:Sign') },
    'MalformedPolicyDocumentException',
    'The new key policy will not allow you to update the key policy in the future.',
  ],
  [
    'a policy of another name',
    GetKeyPolicyCommand,
    { KeyId: '<ec>', PolicyName: 'mine' },
    'NotFoundException',
    'No such policy exists',
  ],
  [
    'a dry run of Sign that would succeed',
    SignCommand,
    { KeyId: '<ec>', ...ES, DryRun: true },
    'DryRunOperationException',
    'The request would have succeeded, but the DryRun option is set.',
  ],
  [
    'a dry run of Encrypt that would succeed',
    EncryptCommand,
    { KeyId: '<symmetric>', Plaintext: Buffer.from('p'), DryRun: true },
    'DryRunOperationException',
    'The request would have succeeded, but the DryRun option is set.',
  ],
  [
    'a ciphertext that KMS did not make',
    DecryptCommand,
    { CiphertextBlob: Buffer.alloc(100) },
    'InvalidCiphertextException',
    'UnknownError',
  ],
  [
    'an RSA ciphertext that the key did not make',
    DecryptCommand,
    { KeyId: '<rsa>', CiphertextBlob: Buffer.alloc(256), EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' },
    'InvalidCiphertextException',
    'UnknownError',
  ],
  [
    'a data key of no length',
    GenerateDataKeyCommand,
    { KeyId: '<symmetric>' },
    'ValidationException',
    'Please specify either number of bytes or key spec.',
  ],
  [
    'a marker that was never given',
    ListKeysCommand,
    { Marker: 'x' },
    'InvalidMarkerException',
    'Could not deserialize marker',
  ],
  [
    'an operation that the sandbox does not have',
    ListRetirableGrantsCommand,
    { RetiringPrincipal: 'x' },
    'UnknownOperationException',
    "The sandbox's kms has no operation ListRetirableGrants.",
  ],
];

test.each(CASES)('%s is refused', async (_what, Command, input, name, message) => {
  await expect(under.client.send(new Command(filled(input) as never) as never)).rejects.toMatchObject({
    name,
    message: filled(message),
    $metadata: { httpStatusCode: 400 },
  });
});

test('a value of the wrong type is a SerializationException', async () => {
  const call = under.client.send(new DescribeKeyCommand({ KeyId: 5 as never }));
  await expect(call).rejects.toMatchObject({ name: 'SerializationException' });
});

/** Puts ids and ARNs in the place of `<name>` and `<name-arn>`, wherever they stand in texts. */
function filled<Value>(value: Value): Value {
  if (typeof value === 'string') {
    return value.replaceAll(
      /<([a-z]+)(-arn)?>/g,
      (_, name: string, arn) => keys[name]?.[arn ? 'arn' : 'id'] ?? '',
    ) as Value;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Buffer.isBuffer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, filled(item)])) as Value;
}
