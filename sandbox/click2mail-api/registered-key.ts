import type { KeyObject } from 'node:crypto';

/** JWS algorithms (RFC 7518, section 3.1) that a client's key may be registered for. */
export type AssertionAlgorithm =
  'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512';

/** A public key with which a client's assertions are verified. */
export interface RegisteredKey {
  readonly kid: string;
  readonly publicKey: KeyObject;
  /** The only algorithm that is accepted with this key. */
  readonly algorithm: AssertionAlgorithm;
}

/** RFC 7518, section 3.4, with the curves as OpenSSL names them. */
const CURVES: Readonly<Record<string, string>> = { ES256: 'prime256v1', ES384: 'secp384r1', ES512: 'secp521r1' };

/** RFC 7518, sections 3.3 and 3.5. */
const SHORTEST_RSA_BITS = 2048;

/** @throws TypeError when no assertion could ever be verified with the key */
export function checkKey({ kid, publicKey, algorithm }: RegisteredKey): void {
  const { type, asymmetricKeyType, asymmetricKeyDetails } = publicKey;
  const curve = CURVES[algorithm];
  const fits =
    curve === undefined
      ? asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= SHORTEST_RSA_BITS
      : asymmetricKeyDetails?.namedCurve === curve;
  if (type !== 'public' || !fits) throw new TypeError(`The key ${kid} is no public key for ${algorithm}.`);
}
