import { TokenApiUnavailable, TokenRefused, TokenUnfit } from '../core/errors.ts';
import { uncovered } from '../core/scopes.ts';
import { isInvalidToken } from '../core/token-accepted.ts';
import type { ShortTermToken } from '../core/token-api.ts';
import type { TokenSecret } from '../core/token-secret.ts';
import type { KeptSecrets, LongTermToken } from './kept-secrets.ts';

export interface Exchanging {
  readonly secrets: KeptSecrets;
  /** @throws TokenRefused | TokenApiUnavailable */
  readonly exchange: (client: string, longTermToken: string, scopes: readonly string[]) => Promise<ShortTermToken>;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** A short-term token, and the version of the secret whose token bought it. */
export interface Exchanged {
  readonly token: ShortTermToken;
  readonly versionId: string;
}

/** A rotation promotes a token within a minute of its issue. */
const JUST_ISSUED_MS = 60_000;

/**
 * Buys a short-term token with a client's current one. A kept token that is refused may have been superseded and revoked:
 * another version of the secret is worth another try.
 * @throws TokenRefused | TokenUnfit | NotBootstrapped | SecretUnreadable | TokenApiUnavailable
 */
export async function exchangeFor(
  client: string,
  scopes: readonly string[],
  exchanging: Exchanging,
): Promise<Exchanged> {
  const first = await exchanging.secrets.of(client);
  try {
    return await exchangeWith(first, client, scopes, exchanging);
  } catch (error) {
    if (!(error instanceof TokenRefused) || error.status !== 401) throw error;
    const second = await exchanging.secrets.readAnew(client);
    const now = exchanging.clock();
    if (second.versionId === first.versionId) throw isNotYet(error, first.token, now) ? notYet(client) : error;
    return exchangeWith(second, client, scopes, exchanging).catch((again: unknown) => {
      throw isNotYet(again, second.token, now) ? notYet(client) : again;
    });
  }
}

async function exchangeWith(
  { token, versionId }: LongTermToken,
  client: string,
  scopes: readonly string[],
  { exchange }: Exchanging,
): Promise<Exchanged> {
  const exchanged = await exchange(client, token.access_token, scopes);
  assertGranted(exchanged.scopes, scopes, client);
  return { token: exchanged, versionId };
}

/** Whether a token was promoted a moment ago, and may not be known everywhere yet (belief: api-late-token). */
function isNotYet(error: unknown, { issued_at: issuedAt }: TokenSecret, now: number): boolean {
  return isInvalidToken(error) && Math.abs(now - Date.parse(issuedAt)) < JUST_ISSUED_MS;
}

function notYet(client: string): TokenApiUnavailable {
  return new TokenApiUnavailable('The API does not know the client’s new token yet. Try again in 2 s.', {
    client,
    retryAfterSeconds: 2,
  });
}

/** What is granted is held to what was asked: not more, and not nothing. */
function assertGranted(granted: readonly string[], asked: readonly string[], client: string): void {
  if (granted.length === 0) throw new TokenUnfit('The API granted nothing; the token is not handed out.', { client });
  if (uncovered(granted, asked).length === 0) return;
  throw new TokenUnfit('The API granted more than was asked; the token is not handed out.', { client });
}
