import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseTokenSecret } from '../../functions/core/token-secret.ts';
import type { Clock } from '../clock.ts';
import { MoveGate } from '../move-gate.ts';
import { HOUR_MS, MINUTE_MS } from '../time.ts';

interface ConsumerOptions {
  readonly secretsManager: SecretsManagerClient;
  readonly secretArn: string;
  readonly apiBaseUrl: string;
  readonly clock: Clock;
}

/** AWS's caching clients keep a secret for up to an hour. */
const SECRET_CACHED_MS = HOUR_MS;

/** A short-term token this close to its end is not used any more. */
const SAFETY_MS = MINUTE_MS;

interface Cached {
  readonly value: string;
  readonly until: number;
}

/**
 * An application as they are in the wild: it reads the token secret, keeps it for an hour whatever happens meanwhile,
 * buys short-term tokens with it, and sends jobs. It counts how often the API refused it.
 */
export class Consumer {
  readonly #options: ConsumerOptions;
  #secret: Cached | undefined;
  #shortTermToken: Cached | undefined;
  #working: Promise<void> = Promise.resolve();
  /** Nobody's clock jumps in the middle of a request. */
  readonly #gate: MoveGate;
  requests = 0;
  failed = 0;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    this.#gate = new MoveGate(options.clock, () => this.#working);
  }

  /** Sends one job, once the clock stands still. */
  async sendJob(): Promise<void> {
    while (this.#gate.closed !== undefined) await this.#gate.closed;
    await this.#sendNext();
  }

  #sendNext(): Promise<void> {
    const mine = this.#working.then(async () => {
      const token = await this.#tokenForJobs();
      if (token !== undefined) await this.#post('/jobs/single-doc-job-template', token, { document: 'letter.pdf' });
    });
    this.#working = mine.catch(() => undefined);
    return mine;
  }

  async #tokenForJobs(): Promise<string | undefined> {
    const { clock } = this.#options;
    if (this.#shortTermToken !== undefined && this.#shortTermToken.until > clock.now())
      return this.#shortTermToken.value;
    const longTermToken = await this.#readSecret();
    const answer = await this.#post('/auth/tokens/short', longTermToken, { scopes: ['jobs:submit'] });
    if (answer === undefined) return undefined;
    const { access_token: value, expires_at: expiresAt } = answer as { access_token: string; expires_at: string };
    this.#shortTermToken = { value, until: Date.parse(expiresAt) - SAFETY_MS };
    return value;
  }

  async #readSecret(): Promise<string> {
    const { secretsManager, secretArn, clock } = this.#options;
    if (this.#secret === undefined || this.#secret.until <= clock.now()) {
      const { SecretString } = await secretsManager.send(new GetSecretValueCommand({ SecretId: secretArn }));
      const token = parseTokenSecret(SecretString ?? '');
      if (token === undefined) throw new Error('The secret holds no token yet.');
      this.#secret = { value: token.access_token, until: clock.now() + SECRET_CACHED_MS };
    }
    return this.#secret.value;
  }

  async #post(path: string, token: string, body: object): Promise<unknown> {
    this.requests += 1;
    const answer = await fetch(`${this.#options.apiBaseUrl}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const content: unknown = await answer.json();
    if (answer.ok) return content;
    this.failed += 1;
    return undefined;
  }
}
