import { TokenRefused } from './errors.ts';
import { narrowest } from './scopes.ts';
import type { TokenApi } from './token-api.ts';
import type { TokenSecret } from './token-secret.ts';

/**
 * Whether the API takes a token: it is exchanged for the least that it may do.
 * @throws TokenRefused | TokenApiUnavailable when that cannot be found out
 */
export async function isAccepted({ access_token, scopes, issued_at }: TokenSecret, api: TokenApi): Promise<boolean> {
  const scope = narrowest(scopes);
  try {
    // One that is seconds old may not be known everywhere yet.
    await api.exchange(access_token, scope === undefined ? [] : [scope], Date.parse(issued_at));
    return true;
  } catch (error) {
    if (error instanceof TokenRefused && error.isInvalidToken) return false;
    throw error;
  }
}
