/** The signature algorithms of JWS that an assertion may have (RFC 7518, section 3.1). */
export type AssertionAlgorithm = 'RS256' | 'PS256' | 'ES256';

/**
 * A private key that signs without being seen.
 * `sign` takes the JWS signing input and gives the signature in JOSE's form (RFC 7515, section 5.1).
 */
export interface AssertionKey {
  readonly algorithm: AssertionAlgorithm;
  /** The `kid` that the public key is registered under. */
  readonly keyId: string;
  readonly sign: (signingInput: string) => Promise<Uint8Array>;
}

export interface AssertionClaims {
  readonly clientId: string;
  readonly audience: string;
  /** Fresh for every assertion that is sent. */
  readonly jti: string;
  /** Seconds from `iat` to `exp`; the API allows 300. */
  readonly lifetimeSeconds: number;
}

/** Allows for clocks that run behind ours: an assertion from the future is refused. */
const ISSUED_AT_TOLERANCE_SECONDS = 30;

/**
 * Makes the JWT by which a client proves who it is (RFC 7523, section 3; OpenID Connect's private_key_jwt;
 * belief: api-assertion).
 * @param now epoch milliseconds
 * @throws AssertionNotSigned
 */
export async function signAssertion(claims: AssertionClaims, key: AssertionKey, now: number): Promise<string> {
  const issuedAt = Math.floor(now / 1000) - ISSUED_AT_TOLERANCE_SECONDS;
  const header = { alg: key.algorithm, typ: 'JWT', kid: key.keyId };
  const payload = {
    iss: claims.clientId,
    sub: claims.clientId,
    aud: claims.audience,
    jti: claims.jti,
    iat: issuedAt,
    exp: issuedAt + claims.lifetimeSeconds,
  };
  const signingInput = `${base64UrlJson(header)}.${base64UrlJson(payload)}`;
  const signature = await key.sign(signingInput);
  return `${signingInput}.${Buffer.from(signature).toString('base64url')}`;
}

function base64UrlJson(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
