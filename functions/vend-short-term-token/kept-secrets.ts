import { NotBootstrapped } from '../core/errors.ts';
import type { TokenSecret } from '../core/token-secret.ts';

/** A long-term token and the version of the secret that holds it. */
export interface LongTermToken {
  readonly token: TokenSecret;
  readonly versionId: string;
}

export interface KeptSecretsOptions {
  /** Reads a client's current token; undefined when there is none yet. @throws SecretUnreadable */
  readonly readSecret: (client: string) => Promise<LongTermToken | undefined>;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** The secret is read anew after this time, whatever happens: a rotation is noticed long before the grace is over. */
const SECRET_KEPT_MS = 5 * 60 * 1000;

/** The clients' long-term tokens, kept for a few minutes. */
export class KeptSecrets {
  readonly #needs: KeptSecretsOptions;
  readonly #kept = new Map<string, LongTermToken & { readonly readAt: number }>();

  constructor(needs: KeptSecretsOptions) {
    this.#needs = needs;
  }

  /** @throws NotBootstrapped | SecretUnreadable */
  async of(client: string): Promise<LongTermToken> {
    const kept = this.#kept.get(client);
    // A clock that was set back must not keep a secret for ever.
    const isFresh = kept !== undefined && Math.abs(this.#needs.clock() - kept.readAt) < SECRET_KEPT_MS;
    return isFresh ? kept : this.readAnew(client);
  }

  /** @throws NotBootstrapped | SecretUnreadable */
  async readAnew(client: string): Promise<LongTermToken> {
    const readAt = this.#needs.clock();
    const read = await this.#needs.readSecret(client);
    if (read === undefined) {
      throw new NotBootstrapped("The client's secret holds no token yet: rotate it, or issue one by a one-time code.", {
        client,
      });
    }
    this.#kept.set(client, { ...read, readAt });
    return read;
  }
}
