import type { KeyObject } from 'node:crypto';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import type { EccSpec } from './key-specs.ts';

/*
 * ECDSA over a digest that somebody else computed: node:crypto hashes whatever it signs, even when it is told no hash.
 */

const NIST_CURVES = { ECC_NIST_P256: p256, ECC_NIST_P384: p384, ECC_NIST_P521: p521 } as const satisfies Record<
  EccSpec,
  object
>;

/** As AWS signs: DER (RFC 3279, section 2.2.3), and s is any number below the order. */
const FORM = { prehash: false, lowS: false, format: 'der' } as const;

export function signEcdsa(spec: EccSpec, privateKey: KeyObject, digest: Buffer): Buffer {
  const { d } = privateKey.export({ format: 'jwk' });
  return Buffer.from(NIST_CURVES[spec].sign(digest, bytes(d), { ...FORM, extraEntropy: true }));
}

/** False also where the signature is not in DER's one form. */
export function verifyEcdsa(spec: EccSpec, publicKey: KeyObject, digest: Buffer, signature: Buffer): boolean {
  const { x, y } = publicKey.export({ format: 'jwk' });
  const uncompressedPoint = Buffer.concat([Buffer.of(4), bytes(x), bytes(y)]);
  return NIST_CURVES[spec].verify(signature, digest, uncompressedPoint, FORM);
}

function bytes(encoded = ''): Buffer {
  return Buffer.from(encoded, 'base64url');
}
