import { createHmac } from 'node:crypto';
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

const part = (fields: object): string => Buffer.from(JSON.stringify(fields)).toString('base64url');

const HEADER = part({ alg: 'HS256', typ: 'JWT' });

/**
 * Makes short-term tokens: JWTs under an HMAC key of its own, which nobody else has to verify. A library would sign in
 * another thread, which takes longer than the signature.
 */
export function shortTermJwtSigner(random: RandomBytes): (claims: ShortTermClaims) => string {
  const key = random(32);
  return ({ issuer, id, clientId, scopes, issuedAt, expiresAt }) => {
    const claims = part({
      iss: issuer,
      sub: clientId,
      client_id: clientId,
      scope: scopes.join(' '),
      jti: id,
      iat: Math.floor(issuedAt / 1000),
      exp: Math.floor(expiresAt / 1000),
    });
    const signed = `${HEADER}.${claims}`;
    return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
  };
}
