import { errors, type JWTHeaderParameters, jwtVerify, type JWTPayload } from 'jose';
import { ApiError } from './api-error.ts';
import type { Client } from './clients.ts';

interface VerifyingOptions {
  /** The URL of the issue operation, which is always an accepted audience. */
  readonly issueUrl: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

const LONGEST_LIFE_SECONDS = 5 * 60;

/** By how much the client's clock may be ahead of the server's. */
const CLOCK_TOLERANCE_SECONDS = 30;

/**
 * Verifies a client's assertion (RFC 7523, section 3) and spends it: the same one is refused the next time.
 * @throws ApiError 401, saying so when only time is what is wrong
 */
export async function acceptAssertion(assertion: string, client: Client, options: VerifyingOptions): Promise<void> {
  const { iat = 0, exp = 0, jti } = await verifiedClaims(assertion, client, options);
  const { now } = options;
  if (exp * 1000 <= now) throw refused('assertion is expired');
  if (iat * 1000 > now + CLOCK_TOLERANCE_SECONDS * 1000) throw refused('assertion is not yet valid');
  if (exp - iat > LONGEST_LIFE_SECONDS) throw refused('assertion lives longer than 5 minutes');
  if (typeof jti !== 'string' || jti === '') throw refused('assertion has no usable jti');
  if (client.spentAssertions.has(jti, now)) throw refused('assertion was used before');
  client.spentAssertions.add(jti, exp * 1000, now);
}

async function verifiedClaims(
  assertion: string,
  client: Client,
  { issueUrl, now }: VerifyingOptions,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(assertion, (header) => keyOf(client, header), {
      typ: 'JWT',
      issuer: client.clientId,
      subject: client.clientId,
      audience: [issueUrl, ...client.audiences],
      requiredClaims: ['iat', 'exp', 'jti'],
      currentDate: new Date(now),
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    });
    return payload;
  } catch (error) {
    throw refusalFor(error);
  }
}

function keyOf({ keys }: Client, { kid, alg }: JWTHeaderParameters) {
  const key = kid === undefined ? undefined : keys.get(kid);
  if (key === undefined) throw refused('assertion names no registered key in kid');
  if (key.algorithm !== alg) throw refused('assertion has another alg than its key is registered for');
  return key.publicKey;
}

function refusalFor(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return refused('assertion is expired');
  if (error instanceof errors.JWTClaimValidationFailed) {
    const early = error.claim === 'nbf' && error.reason === 'check_failed';
    return refused(early ? 'assertion is not yet valid' : `assertion has a wrong or missing ${error.claim}`);
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return refused('assertion has a wrong signature');
  return error instanceof errors.JOSEError ? refused('assertion is malformed') : error;
}

function refused(message: string): ApiError {
  return new ApiError(401, message);
}
