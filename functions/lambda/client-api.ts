import { randomBytes } from 'node:crypto';
import { click2MailAuth } from '../clients/click2mail-auth.ts';
import type { GrantProof } from '../clients/grant-proof.ts';
import type { SecretVersions } from '../core/secret-versions.ts';
import type { TokenApi } from '../core/token-api.ts';
import { logAbout } from './lambda-defaults.ts';
import type { ClientSettings } from './settings.ts';
import { recordDrift } from './stack-metrics.ts';

/** What a grant may use to make its proof. */
export interface Proving {
  /** Names the attempt; the `jti` of an assertion begins with it. */
  readonly attempt: string;
  /** Epoch milliseconds, by the API's clock as far as it is known. */
  readonly now: number;
  readonly secret: SecretVersions;
  readonly exchange: TokenApi['exchange'];
}

interface ClientApiOptions {
  /** The client's name in the settings. */
  readonly client: string;
  readonly settings: ClientSettings;
  readonly secret: SecretVersions;
  readonly prove: (proving: Proving) => Promise<GrantProof>;
  /** Milliseconds that the function may still run. */
  readonly remainingMs: () => number;
}

/** The API for one client. A grant may ask it, too, for its proof. */
export function clientApi({ client, settings, secret, prove, remainingMs }: ClientApiOptions): TokenApi {
  const api: TokenApi = click2MailAuth({
    baseUrl: settings.apiBaseUrl,
    client,
    clientId: settings.clientId,
    clock: Date.now,
    remainingMs,
    log: logAbout(client),
    onDrift: recordDrift,
    prove: (attempt, now) => prove({ attempt, now, secret, exchange: (...asked) => api.exchange(...asked) }),
  });
  return api;
}

/** A name for an attempt that no other attempt has. */
export const newAttempt = (): string => randomBytes(6).toString('hex');
