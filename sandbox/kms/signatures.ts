import { createHash } from 'node:crypto';
import { signEcdsa, verifyEcdsa } from './ecdsa.ts';
import type { KeyPair } from './key-material.ts';
import {
  SIGNING_ALGORITHMS,
  isEcc,
  type AsymmetricSpec,
  type HashName,
  type SigningAlgorithmName,
} from './key-specs.ts';
import { signPkcs1, signPss, verifyPkcs1, verifyPss } from './rsa.ts';

export const DIGEST_BYTES = { sha256: 32, sha384: 48, sha512: 64 } as const satisfies Record<HashName, number>;

export function digestOf(algorithm: SigningAlgorithmName, message: Buffer): Buffer {
  return createHash(SIGNING_ALGORITHMS[algorithm].hash).update(message).digest();
}

/** Signs a digest of the algorithm's hash; the key must be of the algorithm's family. */
export function signDigest(
  spec: AsymmetricSpec,
  { privateKey }: KeyPair,
  algorithm: SigningAlgorithmName,
  digest: Buffer,
): Buffer {
  if (isEcc(spec)) return signEcdsa(spec, privateKey, digest);
  const { scheme, hash } = SIGNING_ALGORITHMS[algorithm];
  return scheme === 'pss' ? signPss(privateKey, hash, digest) : signPkcs1(privateKey, hash, digest);
}

export function verifyDigest(
  spec: AsymmetricSpec,
  { publicKey }: KeyPair,
  algorithm: SigningAlgorithmName,
  digest: Buffer,
  signature: Buffer,
): boolean {
  if (isEcc(spec)) return verifyEcdsa(spec, publicKey, digest, signature);
  const { scheme, hash } = SIGNING_ALGORITHMS[algorithm];
  return scheme === 'pss'
    ? verifyPss(publicKey, hash, digest, signature)
    : verifyPkcs1(publicKey, hash, digest, signature);
}
