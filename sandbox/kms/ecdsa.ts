import { createECDH, type KeyObject } from 'node:crypto';
import { decodeDer, encodeDer } from './ecdsa-der.ts';
import { CURVES, type EccSpec } from './key-specs.ts';

/*
 * ECDSA over a digest that somebody else computed. node:crypto hashes whatever it signs, even when it is told no
 * hash; so the equations of FIPS 186-5 §6.4 stand here, and OpenSSL multiplies the points. This is not constant
 * time, which a sandbox does not need.
 */

/** Orders of the base points, SEC 2 §2.4.2, §2.5.1 and §2.6.1. */
const ORDERS: Readonly<Record<EccSpec, bigint>> = {
  ECC_NIST_P256: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  ECC_NIST_P384: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  ECC_NIST_P521:
    0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
};

/** @returns the signature in DER */
export function signEcdsa(spec: EccSpec, privateKey: KeyObject, digest: Buffer): Buffer {
  const order = ORDERS[spec];
  for (;;) {
    const nonce = createECDH(CURVES[spec]);
    nonce.generateKeys();
    const k = toInteger(nonce.getPrivateKey());
    const r = abscissa(nonce.getPublicKey()) % order;
    const s = (inverse(k, order) * (leftmostBits(digest, order) + r * secretOf(privateKey))) % order;
    if (r !== 0n && s !== 0n) return encodeDer(r, s);
  }
}

/** Knowing the private key, one multiplication does for the two of the textbook: u1·G + u2·d·G. */
export function verifyEcdsa(spec: EccSpec, privateKey: KeyObject, digest: Buffer, signature: Buffer): boolean {
  const order = ORDERS[spec];
  const [r, s] = decodeDer(signature) ?? [0n, 0n];
  if (r < 1n || r >= order || s < 1n || s >= order) return false;
  const multiple = (inverse(s, order) * (leftmostBits(digest, order) + r * secretOf(privateKey))) % order;
  if (multiple === 0n) return false;
  const point = createECDH(CURVES[spec]);
  point.setPrivateKey(
    multiple
      .toString(16)
      .padStart(132, '0')
      .slice(-2 * byteLength(order)),
    'hex',
  );
  return abscissa(point.getPublicKey()) % order === r;
}

/** A digest longer than the order would be cut; those of AWS's algorithms never are. */
function leftmostBits(digest: Buffer, order: bigint): bigint {
  const surplus = Math.max(0, digest.length * 8 - order.toString(2).length);
  return toInteger(digest) >> BigInt(surplus);
}

function secretOf(privateKey: KeyObject): bigint {
  return toInteger(Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url'));
}

/** The x of an uncompressed point: 04, x, y. */
function abscissa(point: Buffer): bigint {
  return toInteger(point.subarray(1, (point.length + 1) / 2));
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [remainder, nextRemainder] = [modulus, value % modulus];
  let [coefficient, nextCoefficient] = [0n, 1n];
  while (nextRemainder !== 0n) {
    const quotient = remainder / nextRemainder;
    [remainder, nextRemainder] = [nextRemainder, remainder - quotient * nextRemainder];
    [coefficient, nextCoefficient] = [nextCoefficient, coefficient - quotient * nextCoefficient];
  }
  return coefficient < 0n ? coefficient + modulus : coefficient;
}

function byteLength(value: bigint): number {
  return Math.ceil(value.toString(16).length / 2);
}

function toInteger(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex') || '0'}`);
}
