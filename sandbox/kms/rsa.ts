import { constants, privateDecrypt, publicDecrypt, publicEncrypt, privateEncrypt, type KeyObject } from 'node:crypto';
import { encodePss, matchesPss } from './emsa-pss.ts';
import type { HashName } from './key-specs.ts';

/*
 * RSA signatures over a digest that somebody else computed. node:crypto hashes whatever it signs, so the digest is
 * encoded here (RFC 8017 §9) and OpenSSL does the arithmetic.
 */

/** The DER that stands before a digest in PKCS #1 v1.5. RFC 8017 §9.2, note 1 */
const DIGEST_INFO: Readonly<Record<HashName, Buffer>> = {
  sha256: Buffer.from('3031300d060960864801650304020105000420', 'hex'),
  sha384: Buffer.from('3041300d060960864801650304020205000430', 'hex'),
  sha512: Buffer.from('3051300d060960864801650304020305000440', 'hex'),
};

export function signPkcs1(privateKey: KeyObject, hash: HashName, digest: Buffer): Buffer {
  return privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, withInfo(hash, digest));
}

export function verifyPkcs1(publicKey: KeyObject, hash: HashName, digest: Buffer, signature: Buffer): boolean {
  if (!isWhole(signature, publicKey)) return false;
  const signed = recovered(() => publicDecrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature));
  return signed?.equals(withInfo(hash, digest)) === true;
}

/** The salt is as long as the digest, as AWS does it and JOSE demands it (RFC 7518 §3.5). */
export function signPss(privateKey: KeyObject, hash: HashName, digest: Buffer): Buffer {
  const encoded = encodePss(hash, digest, modulusBits(privateKey) - 1);
  return privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, encoded);
}

export function verifyPss(publicKey: KeyObject, hash: HashName, digest: Buffer, signature: Buffer): boolean {
  if (!isWhole(signature, publicKey)) return false;
  const encoded = recovered(() => publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, signature));
  return encoded !== undefined && matchesPss(hash, digest, encoded, modulusBits(publicKey) - 1);
}

/** OpenSSL takes a signature that lacks its leading zeros; RFC 8017 §8.1.2 and §8.2.2 do not. */
function isWhole(signature: Buffer, key: KeyObject): boolean {
  return signature.length === Math.ceil(modulusBits(key) / 8);
}

function withInfo(hash: HashName, digest: Buffer): Buffer {
  return Buffer.concat([DIGEST_INFO[hash], digest]);
}

function modulusBits(key: KeyObject): number {
  return key.asymmetricKeyDetails?.modulusLength ?? 0;
}

/** OpenSSL throws at a signature with the wrong padding. */
function recovered(recover: () => Buffer): Buffer | undefined {
  try {
    return recover();
  } catch {
    return undefined;
  }
}
