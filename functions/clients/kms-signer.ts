import { constants, createHash, createPublicKey, type KeyObject, type SigningOptions, verify } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient, SignCommand, type SigningAlgorithmSpec } from '@aws-sdk/client-kms';
import type { AssertionAlgorithm, AssertionKey } from '../core/client-assertion.ts';
import { AssertionNotSigned } from '../core/errors.ts';
import { awsErrorName } from './aws-client-defaults.ts';
import { derToJose } from './ecdsa-signature.ts';
import { jwkThumbprint } from './jwk-thumbprint.ts';

interface KmsSignerOptions {
  readonly kms: KMSClient;
  /** ARN or alias. An alias is resolved once: it may move between reading the public key and signing. */
  readonly key: string;
  readonly algorithm: AssertionAlgorithm;
  /** The `kid`; the public key's RFC 7638 thumbprint when absent. */
  readonly keyId?: string | undefined;
  /** The client's name in the settings, for errors. */
  readonly client: string;
}

const KMS_ALGORITHM = {
  RS256: 'RSASSA_PKCS1_V1_5_SHA_256',
  PS256: 'RSASSA_PSS_SHA_256',
  ES256: 'ECDSA_SHA_256',
} as const satisfies Record<AssertionAlgorithm, SigningAlgorithmSpec>;

const P256_BYTES = 32;
const SHA256_BYTES = 32;

/** What Node has to be told to verify a signature of each. */
const VERIFYING = {
  RS256: {},
  PS256: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: SHA256_BYTES },
  ES256: { dsaEncoding: 'ieee-p1363' },
} as const satisfies Record<AssertionAlgorithm, SigningOptions>;

/**
 * A key in KMS that signs assertions. The public key is fetched once, and every signature is checked against it
 * before it is used: a wrong one would cost an attempt at the API, and say nothing of why.
 * @returns gives the key; its failures are AssertionNotSigned, and the next call tries again
 */
export function kmsSigner(options: KmsSignerOptions): () => Promise<AssertionKey> {
  let fetched: Promise<AssertionKey> | undefined;
  return () => {
    fetched ??= fetchKey(options).catch((error: unknown) => {
      fetched = undefined;
      throw error;
    });
    return fetched;
  };
}

async function fetchKey(options: KmsSignerOptions): Promise<AssertionKey> {
  const { kms, key, algorithm, client } = options;
  try {
    const { PublicKey: der, KeyId: keyArn = key } = await kms.send(new GetPublicKeyCommand({ KeyId: key }));
    const publicKey = createPublicKey({ key: Buffer.from(der ?? []), format: 'der', type: 'spki' });
    return {
      algorithm,
      keyId: options.keyId ?? jwkThumbprint(publicKey),
      sign: (signingInput) => sign(signingInput, keyArn, publicKey, options),
    };
  } catch (error) {
    throw new AssertionNotSigned(`KMS did not give the public key of ${key}: ${awsErrorName(error)}.`, {
      client,
      awsError: awsErrorName(error),
    });
  }
}

async function sign(
  signingInput: string,
  keyArn: string,
  publicKey: KeyObject,
  { kms, algorithm, client }: KmsSignerOptions,
): Promise<Uint8Array> {
  let signature: Uint8Array;
  try {
    const signed = await kms.send(
      new SignCommand({
        KeyId: keyArn,
        SigningAlgorithm: KMS_ALGORITHM[algorithm],
        // RAW would hash the digest a second time, and only the API would notice (belief: kms-signature).
        MessageType: 'DIGEST',
        Message: createHash('sha256').update(signingInput).digest(),
      }),
    );
    const raw = signed.Signature ?? new Uint8Array();
    signature = algorithm === 'ES256' ? derToJose(raw, P256_BYTES) : raw;
  } catch (error) {
    throw new AssertionNotSigned(`KMS did not sign with ${keyArn}: ${awsErrorName(error)}.`, {
      client,
      awsError: awsErrorName(error),
    });
  }
  if (!verify('sha256', Buffer.from(signingInput), { key: publicKey, ...VERIFYING[algorithm] }, signature)) {
    throw new AssertionNotSigned(`What KMS signed with ${keyArn} does not verify against its public key.`, { client });
  }
  return signature;
}
