import * as v from 'valibot';
import { AwsError } from '../../aws/aws-service.ts';
import { blob, flag, oneOf, unserved } from '../../aws/request-shape.ts';
import {
  OTHER_SIGNING_ALGORITHMS,
  SIGNING_ALGORITHMS,
  signingAlgorithmsOf,
  type SigningAlgorithmName,
} from '../key-specs.ts';
import type { KeyStore } from '../key-store.ts';
import {
  algorithmsOf,
  publicKeyOf,
  requireAlgorithm,
  requireEnabled,
  requireNotPendingDeletion,
  requireUsage,
  type AsymmetricKey,
} from '../kms-key.ts';
import { keyId } from '../request-members.ts';
import { DIGEST_BYTES, digestOf, signDigest, verifyDigest } from '../signatures.ts';
import { endDryRun, operation } from './operation.ts';

type AnyAlgorithm = SigningAlgorithmName | (typeof OTHER_SIGNING_ALGORITHMS)[number];

const ALGORITHMS = [...Object.keys(SIGNING_ALGORITHMS), ...OTHER_SIGNING_ALGORITHMS] as AnyAlgorithm[];

const MESSAGE_TYPES = ['RAW', 'DIGEST', 'EXTERNAL_MU'] as const;

/** AWS gives the public key of a disabled key too, though not of one that is about to be deleted. */
export const getPublicKey = operation(
  v.object({ KeyId: keyId, GrantTokens: unserved }),
  ({ KeyId }, _caller, { store }) => {
    const key = store.find(KeyId);
    requireNotPendingDeletion(key);
    return {
      KeyId: key.arn,
      PublicKey: publicKeyOf(key).export({ format: 'der', type: 'spki' }).toString('base64'),
      CustomerMasterKeySpec: key.spec,
      KeySpec: key.spec,
      KeyUsage: key.usage,
      ...algorithmsOf(key),
    };
  },
);

const signed = {
  KeyId: keyId,
  Message: blob(1, 4096),
  MessageType: v.optional(oneOf(MESSAGE_TYPES), 'RAW'),
  SigningAlgorithm: oneOf(ALGORITHMS),
  GrantTokens: unserved,
  DryRun: flag,
};

const signRequest = v.object(signed);

export const sign = operation(signRequest, (input, _caller, { store }) => {
  const { key, algorithm, digest } = toSign(store, input, 'Sign');
  endDryRun(input.DryRun);
  const signature = signDigest(key.spec, key.pair, algorithm, digest);
  return { KeyId: key.arn, Signature: signature.toString('base64'), SigningAlgorithm: algorithm };
});

/** It never answers that a signature is invalid: it throws. */
export const verify = operation(v.object({ ...signed, Signature: blob(1, 6144) }), (input, _caller, { store }) => {
  const { key, algorithm, digest } = toSign(store, input, 'Verify');
  endDryRun(input.DryRun);
  if (!verifyDigest(key.spec, key.pair, algorithm, digest, input.Signature)) {
    throw new AwsError('KMSInvalidSignatureException', '');
  }
  return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: algorithm };
});

interface DigestToSign {
  readonly key: AsymmetricKey;
  readonly algorithm: SigningAlgorithmName;
  readonly digest: Buffer;
}

/** What Sign and Verify have in common: the key, and the digest of the message. */
function toSign(
  store: KeyStore,
  input: v.InferOutput<typeof signRequest>,
  operationName: 'Sign' | 'Verify',
): DigestToSign {
  const key = store.find(input.KeyId);
  requireEnabled(key);
  requireUsage(key, 'SIGN_VERIFY', operationName);
  const signer = key as AsymmetricKey;
  requireAlgorithm(signer, input.SigningAlgorithm, signingAlgorithmsOf(signer.spec));
  const algorithm = input.SigningAlgorithm as SigningAlgorithmName;
  return { key: signer, algorithm, digest: digestOfMessage(input.Message, input.MessageType, algorithm) };
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
