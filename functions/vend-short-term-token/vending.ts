import { TokenApiUnavailable, TokenRefused, TokenRotationError, TokenUnfit } from '../core/errors.ts';
import { uncovered } from '../core/scopes.ts';
import type { ShortTermToken } from '../core/token-api.ts';
import { BackOffs } from './back-off.ts';
import { KeptSecrets, type KeptSecretsOptions, type LongTermToken } from './kept-secrets.ts';
import { type Narrowing, narrowing, Narrowings } from './narrowings.ts';
import type { Profile, VendRequest } from './vend-request.ts';

export interface VendorNeeds extends KeptSecretsOptions {
  /** @throws TokenRefused | TokenApiUnavailable */
  readonly exchange: (client: string, longTermToken: string, scopes: readonly string[]) => Promise<ShortTermToken>;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** A short-term token on its way to a caller. */
export interface Vended {
  readonly token: ShortTermToken;
  /** The token's `expires_at`, in epoch milliseconds. */
  readonly expiresAt: number;
  readonly origin: 'kept' | 'exchanged';
  /** Version of the secret whose token bought this one. */
  readonly versionId: string;
}

interface Kept extends Omit<Vended, 'origin'> {
  /** From then on it is refreshed, while it is still handed out. */
  readonly refreshAt: number;
}

/** A token is refreshed when a quarter of its life is left, give or take, so that environments do not do so at once. */
const REFRESH_FRACTION = 0.25;
const JITTER = 0.1;

/** Vends short-term tokens and keeps them: one exchange serves every caller who may have its token. */
export class Vendor {
  readonly #needs: VendorNeeds;
  readonly #secrets: KeptSecrets;
  readonly #backOffs: BackOffs;
  readonly #narrowings = new Narrowings();
  readonly #kept = new Map<string, Kept>();
  readonly #underWay = new Map<string, Promise<Kept>>();

  constructor(needs: VendorNeeds) {
    this.#needs = needs;
    this.#secrets = new KeptSecrets(needs);
    this.#backOffs = new BackOffs(needs.clock);
  }

  /**
   * @param consumer the profile's name: what a failing API is spared of, and narrowings are counted by
   * @throws ScopeNotAllowed | TooManyNarrowings the request is at fault
   * @throws NotBootstrapped | TokenRefused | TokenUnfit | SecretUnreadable an operator has to act
   * @throws TokenApiUnavailable with `retryAfterSeconds`
   */
  async vend(consumer: string, profile: Profile, request: VendRequest): Promise<Vended> {
    const wanted = narrowing(profile, request);
    const kept = this.#goodEnough(wanted, request);
    if (kept !== undefined && kept.refreshAt > this.#needs.clock()) return vended(kept, 'kept');
    // One caller refreshes; the others are served at once as long as the kept token is good enough for them.
    const isWaiting = this.#underWay.has(wanted.key) || this.#backOffs.secondsLeft(consumer) > 0;
    if (kept !== undefined && isWaiting) return vended(kept, 'kept');
    try {
      return vended(await this.#refresh(consumer, profile.client, wanted), 'exchanged');
    } catch (error) {
      const stillGood = this.#goodEnough(wanted, request);
      if (stillGood !== undefined && error instanceof TokenRotationError) return vended(stillGood, 'kept');
      throw error;
    }
  }

  #goodEnough({ key }: Narrowing, { minimumLifetimeSeconds }: VendRequest): Kept | undefined {
    const kept = this.#kept.get(key);
    const left = (kept?.expiresAt ?? 0) - this.#needs.clock();
    return left > 0 && left >= minimumLifetimeSeconds * 1000 ? kept : undefined;
  }

  /** Exchanges once, however many callers wait for it. */
  #refresh(consumer: string, client: string, wanted: Narrowing): Promise<Kept> {
    const { key } = wanted;
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const refreshing = this.#exchangeAndKeep(consumer, client, wanted).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, refreshing);
    return refreshing;
  }

  async #exchangeAndKeep(consumer: string, client: string, { key, scopes }: Narrowing): Promise<Kept> {
    const wait = this.#backOffs.secondsLeft(consumer);
    if (wait > 0) {
      throw new TokenApiUnavailable(`The API failed a moment ago. Try again in ${wait} s.`, {
        client,
        mayHaveActed: false,
        retryAfterSeconds: wait,
        isBackOff: true,
      });
    }
    this.#forgetExpired();
    this.#narrowings.count(consumer, key, client, (other) => this.#kept.has(other) || this.#underWay.has(other));
    try {
      const kept = await this.#exchange(client, scopes);
      this.#kept.set(key, kept);
      this.#backOffs.succeeded(consumer);
      return kept;
    } catch (error) {
      this.#backOffs.failed(consumer, error);
      throw error;
    }
  }

  async #exchange(client: string, scopes: readonly string[]): Promise<Kept> {
    const first = await this.#secrets.of(client);
    try {
      return await this.#exchangeWith(first, client, scopes);
    } catch (error) {
      if (!(error instanceof TokenRefused) || error.status !== 401) throw error;
      // The kept token may have been superseded and revoked: only another version is worth another try.
      const second = await this.#secrets.readAnew(client);
      if (second.versionId === first.versionId) throw error;
      return this.#exchangeWith(second, client, scopes);
    }
  }

  async #exchangeWith({ token, versionId }: LongTermToken, client: string, scopes: readonly string[]): Promise<Kept> {
    const exchanged = await this.#needs.exchange(client, token.access_token, scopes);
    if (uncovered(exchanged.scopes, scopes).length > 0) {
      throw new TokenUnfit('The API granted more than was asked; the token is not handed out.', { client });
    }
    const now = this.#needs.clock();
    const expiresAt = Date.parse(exchanged.expires_at);
    const fraction = REFRESH_FRACTION + JITTER * (this.#needs.random() - 0.5);
    return { token: exchanged, expiresAt, refreshAt: expiresAt - (expiresAt - now) * fraction, versionId };
  }

  #forgetExpired(): void {
    const now = this.#needs.clock();
    for (const [key, { expiresAt }] of this.#kept) if (expiresAt <= now) this.#kept.delete(key);
  }
}

function vended({ token, expiresAt, versionId }: Kept, origin: Vended['origin']): Vended {
  return { token, expiresAt, origin, versionId };
}
