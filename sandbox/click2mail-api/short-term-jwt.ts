import { createSecretKey } from 'node:crypto';
import { SignJWT } from 'jose';
import type { RandomBytes } from '../random-bytes.ts';

interface ShortTermClaims {
  readonly issuer: string;
  readonly id: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Makes short-term tokens: JWTs under an HMAC key of its own, which is cheap and which nobody else has to verify. */
export function shortTermJwtSigner(random: RandomBytes): (claims: ShortTermClaims) => Promise<string> {
  const key = createSecretKey(random(32));
  return ({ issuer, id, clientId, scopes, issuedAt, expiresAt }) =>
    new SignJWT({ client_id: clientId, scope: scopes.join(' ') })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(issuer)
      .setSubject(clientId)
      .setJti(id)
      .setIssuedAt(Math.floor(issuedAt / 1000))
      .setExpirationTime(Math.floor(expiresAt / 1000))
      .sign(key);
}
