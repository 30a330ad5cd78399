import { TokenApiUnavailable, TokenRefused } from '../../functions/core/errors.ts';
import type { Revoking } from '../../functions/core/revocation.ts';
import type { IssuedToken, Log, TokenApi } from '../../functions/core/token-api.ts';
import { storedLabel } from '../../functions/core/version-labels.ts';
import { secretInProcess, type SecretInProcess } from '../simulation/secret-in-process.ts';

export const NOW = Date.parse('2026-03-01T12:00:00.400Z');
export const CLIENT_ID = 'c2m_acme';
const HOUR = 3_600_000;

/** A version's id, which Secrets Manager wants to be long. */
export const version = (name: string): string => name.padEnd(36, '-');

/** A value of ours. @param changes of it */
export function valueOf(tokenId: string, changes: object = {}): string {
  return JSON.stringify({
    client_id: CLIENT_ID,
    access_token: `lt_${tokenId}`,
    token_type: 'Bearer',
    token_id: tokenId,
    issued_at: new Date(NOW - HOUR).toISOString(),
    expires_at: new Date(NOW + 1000 * HOUR).toISOString(),
    scopes: ['jobs:submit'],
    ...changes,
  });
}

/** Its tokens by id, and every call, in their order. */
export class ApiInProcess implements TokenApi {
  readonly live = new Set<string>();
  readonly calls: string[] = [];
  /** Is asked before each call; what it gives is thrown. */
  fails: (call: string) => Error | undefined = () => undefined;
  #issued = 0;

  issue(_attempt: string, { scopes }: { readonly scopes: readonly string[] }): Promise<IssuedToken> {
    return this.#answer(`issue ${scopes.join(' ')}`, () => {
      this.#issued += 1;
      const tokenId = `tok_new_${this.#issued}`;
      this.live.add(tokenId);
      const { client_id: _, ...token } = JSON.parse(valueOf(tokenId, { scopes })) as { client_id: string };
      return token as unknown as IssuedToken;
    });
  }

  exchange(longTermToken: string, scopes: readonly string[]) {
    // By String, for a list that joins itself hides what is undefined.
    return this.#answer(`exchange ${longTermToken} for ${scopes.map(String).join(' ')}`, () => {
      if (!this.live.has(longTermToken.slice(3))) {
        throw new TokenRefused('no', { status: 401, apiCode: 'invalid_token' });
      }
      return { access_token: 'st', token_type: 'Bearer', token_id: undefined, expires_at: '', scopes };
    });
  }

  revoke(tokenId: string, bearer: string): Promise<boolean> {
    return this.#answer(`revoke ${tokenId} with ${bearer}`, () => this.live.delete(tokenId));
  }

  #answer<T>(call: string, act: () => T): Promise<T> {
    this.calls.push(call);
    const error = this.fails(call);
    // oxlint-disable-next-line promise/prefer-await-to-then -- what act throws is to reject
    return error === undefined ? Promise.resolve().then(act) : Promise.reject(error);
  }
}

export const outage = (mayHaveIssued = false): TokenApiUnavailable =>
  new TokenApiUnavailable('down', { client: 'acme', mayHaveIssued });

/** The API calls a token invalid at first: it may not find one for a moment. */
export function refusedAtFirst(times: number): ApiInProcess['fails'] {
  let left = times;
  return (call) => {
    if (!call.startsWith('exchange ') || left === 0) return undefined;
    left -= 1;
    return new TokenRefused('no', { status: 401, apiCode: 'invalid_token' });
  };
}

type KeptLine = [string, Readonly<Record<string, unknown>>];

/** A log that keeps what it is told, and which metrics it counts. */
export function keptLog(): Log & { readonly lines: KeptLine[]; readonly counted: string[] } {
  const lines: KeptLine[] = [];
  const counted: string[] = [];
  const keep = (message: string, details: Readonly<Record<string, unknown>> = {}) =>
    void lines.push([message, details]);
  const unaccounted: Log['unaccounted'] = (why, details) => {
    counted.push('UnaccountedTokens');
    keep(`A token is unaccounted for: ${why}`, details);
  };
  return { lines, counted, info: keep, warn: keep, error: keep, unaccounted };
}

/** A client with a secret whose clock stands still, the API's tokens, and the milliseconds that were waited. */
export async function clientInProcess() {
  const secret: SecretInProcess = await secretInProcess(NOW);
  const api = new ApiInProcess();
  const log = keptLog();
  const waits: number[] = [];
  const revoking: Revoking & { readonly client: string } = {
    client: 'acme',
    clientId: CLIENT_ID,
    secret: secret.secret,
    api,
    clock: () => NOW,
    newAttempt: () => 'ab12',
    wait: async (ms) => void waits.push(ms),
    log,
  };
  /** Puts a value under labels; a token of ours is live, and in the ledger. */
  const put = (versionId: string, token: string, labels: readonly string[]) => {
    api.live.add(token);
    return secret.call('PutSecretValue', {
      ClientRequestToken: versionId,
      SecretString: valueOf(token),
      VersionStages: [storedLabel(versionId), ...labels],
    });
  };
  return { ...secret, api, log, waits, revoking, put };
}
