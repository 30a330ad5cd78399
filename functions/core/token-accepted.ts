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
    if (isInvalidToken(error)) return false;
    throw error;
  }
}

/** A token that is refused is shown again after so long: an issuer may not find it for a moment. */
const SECOND_LOOK_MS = 5_000;

/** How a token is shown to the API. */
export interface Showing {
  readonly api: TokenApi;
  /** @param ms milliseconds */
  readonly wait: (ms: number) => Promise<unknown>;
}

/**
 * Whether the API takes a token, which counts as refused when it is refused as often as it is shown.
 * @throws TokenRefused | TokenApiUnavailable when that cannot be found out
 */
export async function isAcceptedAtLast(token: TokenSecret, { api, wait }: Showing, times = 2): Promise<boolean> {
  for (let time = 1; ; time += 1) {
    if (await isAccepted(token, api)) return true;
    if (time >= times) return false;
    await wait(SECOND_LOOK_MS);
  }
}

/** Whether a failure is the API's word that the token it was shown is not valid. */
export function isInvalidToken(error: unknown): boolean {
  return error instanceof TokenRefused && error.isInvalidToken;
}
