import { createHash, type KeyObject } from 'node:crypto';

/** The members that RFC 7638, section 3.2, asks for, in its order. */
const REQUIRED_MEMBERS = { RSA: ['e', 'kty', 'n'], EC: ['crv', 'kty', 'x', 'y'] } as const;

/**
 * The SHA-256 thumbprint of a public key as a JWK (RFC 7638), base64url.
 * @throws TypeError for a key that is neither RSA nor EC
 */
export function jwkThumbprint(publicKey: KeyObject): string {
  const jwk = publicKey.export({ format: 'jwk' });
  if (jwk.kty !== 'RSA' && jwk.kty !== 'EC') throw new TypeError('Only RSA and EC keys have a thumbprint here.');
  const members = REQUIRED_MEMBERS[jwk.kty].map((name) => [name, jwk[name]]);
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(members)))
    .digest('base64url');
}
