import { SecretUnreadable, TokenRefused, TokenRotationError } from '../core/errors.ts';
import { isAcceptedAtLast } from '../core/token-accepted.ts';
import { readToken } from '../core/token-secret.ts';
import { CURRENT } from '../core/version-labels.ts';
import type { Sweeping } from './sweeping.ts';

/** What the API says of a client's current token. */
export interface TokenProbe {
  readonly token_id: string;
  /**
   * `accepted`: it was exchanged for the least that it may do. `refused`: the API says that it is not valid. `unknown`:
   * the API refuses the client, or does not answer, and `failure` says so.
   */
  readonly word: 'accepted' | 'refused' | 'unknown';
  readonly failure?: { readonly code: string; readonly message: string; readonly is_refusal: boolean };
}

type Probing = Pick<Sweeping, 'clientId' | 'secret' | 'api' | 'wait'>;

/**
 * Shows the API the current token, for an operator. Nothing is changed.
 * @returns undefined where there is no token that can be read
 */
export async function probeToken({ clientId, secret, api, wait }: Probing): Promise<TokenProbe | undefined> {
  const token = await readToken(secret, { label: CURRENT }).catch(unlessUnreadable);
  if (token?.client_id !== clientId) return undefined;
  const { token_id } = token;
  try {
    return { token_id, word: (await isAcceptedAtLast(token, { api, wait })) ? 'accepted' : 'refused' };
  } catch (error) {
    if (!(error instanceof TokenRotationError)) throw error;
    const { code, message } = error;
    return { token_id, word: 'unknown', failure: { code, message, is_refusal: error instanceof TokenRefused } };
  }
}

/** Whoever asks is told of that anyway. */
function unlessUnreadable(error: unknown): undefined {
  if (!(error instanceof SecretUnreadable)) throw error;
}
