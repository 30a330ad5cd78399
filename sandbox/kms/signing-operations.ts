import { AwsError, type WireObject } from '../aws/aws-service.ts';
import { RequestFields } from '../aws/request-fields.ts';
import {
  OTHER_SIGNING_ALGORITHMS,
  SIGNING_ALGORITHMS,
  signingAlgorithmsOf,
  type SigningAlgorithmName,
} from './key-specs.ts';
import {
  algorithmsOf,
  publicKeyOf,
  requireAlgorithm,
  requireEnabled,
  requireNotPendingDeletion,
  requireUsage,
  type AsymmetricKey,
} from './kms-key.ts';
import { KEY_ID_LENGTH, type KmsContext, type KmsOperation } from './kms-operation.ts';
import { DIGEST_BYTES, digestOf, signDigest, verifyDigest } from './signatures.ts';

type AnyAlgorithm = SigningAlgorithmName | (typeof OTHER_SIGNING_ALGORITHMS)[number];

const ALGORITHMS = [...Object.keys(SIGNING_ALGORITHMS), ...OTHER_SIGNING_ALGORITHMS] as AnyAlgorithm[];

const MESSAGE_TYPES = ['RAW', 'DIGEST', 'EXTERNAL_MU'] as const;

/** AWS gives the public key of a disabled key too, though not of one that is about to be deleted. */
export const getPublicKey: KmsOperation = ({ store }, input) => {
  const fields = new RequestFields(input);
  const keyId = fields.requiredText('KeyId', KEY_ID_LENGTH);
  fields.check();
  const key = store.find(keyId);
  requireNotPendingDeletion(key);
  return {
    KeyId: key.arn,
    PublicKey: publicKeyOf(key).export({ format: 'der', type: 'spki' }).toString('base64'),
    CustomerMasterKeySpec: key.spec,
    KeySpec: key.spec,
    KeyUsage: key.usage,
    ...algorithmsOf(key),
  };
};

export const sign: KmsOperation = (context, input) => {
  const fields = new RequestFields(input);
  const { key, algorithm, digest } = readDigest(context, input, fields, 'Sign');
  const signature = signDigest(key.spec, key.pair, algorithm, digest);
  return { KeyId: key.arn, Signature: signature.toString('base64'), SigningAlgorithm: algorithm };
};

/** It never answers that a signature is invalid: it throws. */
export const verify: KmsOperation = (context, input) => {
  const fields = new RequestFields(input);
  const signature = fields.requiredBlob('Signature', { min: 1, max: 6144 });
  const { key, algorithm, digest } = readDigest(context, input, fields, 'Verify');
  if (!verifyDigest(key.spec, key.pair, algorithm, digest, signature)) {
    throw new AwsError('KMSInvalidSignatureException', '');
  }
  return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: algorithm };
};

interface DigestToSign {
  readonly key: AsymmetricKey;
  readonly algorithm: SigningAlgorithmName;
  readonly digest: Buffer;
}

/** What Sign and Verify have in common: the key, and the digest of the message. */
function readDigest(
  { store }: KmsContext,
  input: WireObject,
  fields: RequestFields,
  operation: 'Sign' | 'Verify',
): DigestToSign {
  const keyId = fields.requiredText('KeyId', KEY_ID_LENGTH);
  const message = fields.requiredBlob('Message', { min: 1, max: 4096 });
  const type = fields.choice('MessageType', MESSAGE_TYPES) ?? 'RAW';
  const algorithm = fields.requiredChoice('SigningAlgorithm', ALGORITHMS);
  const dryRun = fields.flag('DryRun');
  fields.check();
  const key = store.find(keyId);
  requireEnabled(key);
  requireUsage(key, 'SIGN_VERIFY', operation);
  const signer = key as AsymmetricKey;
  requireAlgorithm(signer, algorithm, signingAlgorithmsOf(signer.spec));
  const digest = digestOfMessage(message, type, algorithm as SigningAlgorithmName);
  if (dryRun) throw wouldSucceed();
  return { key: signer, algorithm: algorithm as SigningAlgorithmName, digest };
}

function digestOfMessage(
  message: Buffer,
  type: (typeof MESSAGE_TYPES)[number],
  algorithm: SigningAlgorithmName,
): Buffer {
  switch (type) {
    case 'RAW':
      return digestOf(algorithm, message);
    case 'DIGEST':
      if (message.length !== DIGEST_BYTES[SIGNING_ALGORITHMS[algorithm].hash]) {
        throw new AwsError('ValidationException', `Digest is invalid length for algorithm ${algorithm}.`);
      }
      return message;
    case 'EXTERNAL_MU':
      throw new AwsError('ValidationException', `MessageType EXTERNAL_MU is incompatible with algorithm ${algorithm}.`);
  }
}

/** What AWS answers to a DryRun that found nothing wrong. */
export function wouldSucceed(): AwsError {
  return new AwsError('DryRunOperationException', 'The request would have succeeded, but the DryRun option is set.');
}
