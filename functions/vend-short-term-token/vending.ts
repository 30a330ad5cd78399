import { TokenApiUnavailable, TokenRotationError } from '../core/errors.ts';
import { BackOffs } from './back-off.ts';
import { type Exchanged, exchangeFor, type Exchanging } from './exchanging.ts';
import { KeptSecrets, type KeptSecretsOptions } from './kept-secrets.ts';
import { type Narrowing, narrowing, Narrowings } from './narrowings.ts';
import { isMeant, Renewals } from './renewals.ts';
import type { ConsumerSettings } from '../lambda/settings.ts';
import type { VendRequest } from './vend-request.ts';

export interface VendorOptions extends KeptSecretsOptions, Pick<Exchanging, 'exchange'> {
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** A short-term token on its way to a caller. */
export interface Vended extends Exchanged {
  /** The token's `expires_at`, in epoch milliseconds. */
  readonly expiresAt: number;
  readonly origin: 'kept' | 'exchanged';
}

interface Kept extends Omit<Vended, 'origin'> {
  readonly exchangedAt: number;
  /** From then on it is refreshed, while it is still handed out. */
  readonly refreshAt: number;
}

/** A token is refreshed when a quarter of its life is left, give or take, so that environments do not do so at once. */
const REFRESH_FRACTION = 0.25;
const JITTER = 0.1;

/** A token that is younger has all the life that the API gives. */
const NEW_MS = 60_000;

/** Vends short-term tokens and keeps them: one exchange serves every caller who may have its token. */
export class Vendor {
  readonly #options: VendorOptions;
  readonly #secrets: KeptSecrets;
  readonly #backOffs: BackOffs;
  readonly #renewals: Renewals;
  readonly #narrowings = new Narrowings();
  readonly #kept = new Map<string, Kept>();
  readonly #underWay = new Map<string, Promise<Kept>>();

  constructor(options: VendorOptions) {
    this.#options = options;
    this.#secrets = new KeptSecrets(options);
    this.#backOffs = new BackOffs(options.clock);
    this.#renewals = new Renewals(options.clock);
  }

  /**
   * @param consumer the profile's name: what a failing API is spared of, and narrowings are counted by
   * @throws ScopeNotAllowed | TooManyNarrowings | RenewedJustNow the request is at fault
   * @throws NotBootstrapped | TokenRefused | TokenUnfit | SecretUnreadable an operator has to act
   * @throws TokenApiUnavailable with `retryAfterSeconds`
   */
  async vend(consumer: string, profile: ConsumerSettings, request: VendRequest): Promise<Vended> {
    const wanted = narrowing(profile, request);
    this.#forgetRefused(consumer, profile.client, wanted, request);
    const kept = this.#goodEnough(wanted, request);
    if (kept !== undefined && kept.refreshAt > this.#options.clock()) return vended(kept, 'kept');
    // One caller refreshes; the others are served at once as long as the kept token is good enough for them.
    const isWaiting = this.#underWay.has(wanted.key) || this.#backOffs.secondsLeft(consumer, wanted.key) > 0;
    if (kept !== undefined && isWaiting) return vended(kept, 'kept');
    try {
      const fresh = this.#asLongAsItGets(wanted) ?? (await this.#refresh(consumer, profile.client, wanted));
      if (this.#lives(fresh, request)) return vended(fresh, 'exchanged');
      throw tooShort(fresh, profile.client);
    } catch (error) {
      const stillGood = this.#goodEnough(wanted, request);
      if (stillGood !== undefined && error instanceof TokenRotationError) return vended(stillGood, 'kept');
      throw error;
    }
  }

  /** A token that was refused to a caller is not handed out again: perhaps it was revoked by its id. */
  #forgetRefused(consumer: string, client: string, { key }: Narrowing, { insteadOf }: VendRequest): void {
    const kept = this.#kept.get(key);
    if (kept === undefined || insteadOf === undefined || !isMeant(insteadOf, kept.token)) return;
    this.#renewals.count(consumer, key, client);
    this.#kept.delete(key);
  }

  #goodEnough({ key }: Narrowing, request: VendRequest): Kept | undefined {
    const kept = this.#kept.get(key);
    return kept !== undefined && this.#lives(kept, request) ? kept : undefined;
  }

  #lives({ expiresAt }: Kept, { minimumLifetimeSeconds }: VendRequest): boolean {
    const left = expiresAt - this.#options.clock();
    return left > 0 && left >= minimumLifetimeSeconds * 1000;
  }

  /** A token that is new: whoever finds its life too short would find another's too short as well. */
  #asLongAsItGets({ key }: Narrowing): Kept | undefined {
    const kept = this.#kept.get(key);
    const isNew = kept !== undefined && Math.abs(this.#options.clock() - kept.exchangedAt) < NEW_MS;
    return isNew && kept.refreshAt > this.#options.clock() ? kept : undefined;
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
    const wait = this.#backOffs.secondsLeft(consumer, key);
    if (wait > 0) throw inBackOff(wait, client);
    this.#forgetExpired();
    this.#narrowings.count(consumer, key, client, (other) => this.#kept.has(other) || this.#underWay.has(other));
    try {
      const kept = this.#keep(await exchangeFor(client, scopes, { ...this.#options, secrets: this.#secrets }));
      this.#kept.set(key, kept);
      this.#backOffs.succeeded(consumer, key);
      return kept;
    } catch (error) {
      this.#backOffs.failed(consumer, key, error);
      throw error;
    }
  }

  #keep(exchanged: Exchanged): Kept {
    const { clock, random } = this.#options;
    const exchangedAt = clock();
    const expiresAt = Date.parse(exchanged.token.expires_at);
    const fraction = REFRESH_FRACTION + JITTER * (random() - 0.5);
    return { ...exchanged, expiresAt, exchangedAt, refreshAt: expiresAt - (expiresAt - exchangedAt) * fraction };
  }

  #forgetExpired(): void {
    const now = this.#options.clock();
    for (const [key, { expiresAt }] of this.#kept) if (expiresAt <= now) this.#kept.delete(key);
  }
}

function inBackOff(seconds: number, client: string): TokenApiUnavailable {
  return new TokenApiUnavailable(`The API failed a moment ago. Try again in ${seconds} s.`, {
    client,
    retryAfterSeconds: seconds,
    isBackOff: true,
  });
}

function tooShort({ expiresAt, exchangedAt }: Kept, client: string): TokenApiUnavailable {
  const seconds = Math.floor((expiresAt - exchangedAt) / 1000);
  return new TokenApiUnavailable(`The API gives tokens of ${seconds} s: ask for a minimum_lifetime_seconds below it.`, {
    client,
  });
}

function vended({ token, expiresAt, versionId }: Kept, origin: Vended['origin']): Vended {
  return { token, expiresAt, origin, versionId };
}
