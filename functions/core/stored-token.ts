import type { TokenSecret } from './token-secret.ts';

/**
 * The token that this process stored last. testSecret tries it while it reads what is stored, and so saves a round trip
 * where it meets the process of createSecret.
 */
export class StoredToken {
  #stored: { readonly versionId: string; readonly token: TokenSecret } | undefined;

  remember(versionId: string, token: TokenSecret): void {
    this.#stored = { versionId, token };
  }

  /** Gives the version's token, once. */
  take(versionId: string): TokenSecret | undefined {
    const stored = this.#stored;
    this.#stored = undefined;
    return stored?.versionId === versionId ? stored.token : undefined;
  }
}
