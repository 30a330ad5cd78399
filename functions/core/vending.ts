import { afterFailure, type BackOff, secondsLeft } from './back-off.ts';
import {
  NotBootstrapped,
  TokenApiUnavailable,
  TokenRefused,
  TokenRotationError,
  TokenUnfit,
  TooManyNarrowings,
} from './errors.ts';
import { uncovered } from './scopes.ts';
import type { ShortTermToken } from './token-api.ts';
import { type TokenSecret } from './token-secret.ts';
import { narrowedScopes, type Profile, type VendRequest } from './vend-request.ts';

/** A long-term token and the version of the secret that holds it. */
export interface LongTermToken {
  readonly token: TokenSecret;
  readonly versionId: string;
}

export interface VendorNeeds {
  /** Reads a client's current token; undefined when there is none yet. @throws SecretUnreadable */
  readonly readSecret: (client: string) => Promise<LongTermToken | undefined>;
  /** @throws TokenRefused | TokenApiUnavailable */
  readonly exchange: (client: string, longTermToken: string, scopes: readonly string[]) => Promise<ShortTermToken>;
  /** Epoch milliseconds. */
  readonly clock: () => number;
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

/** What a token is exchanged for, and kept by. */
interface Narrowing {
  readonly scopes: readonly string[];
  readonly key: string;
}

interface Kept {
  readonly token: ShortTermToken;
  readonly expiresAt: number;
  /** From then on it is refreshed, while it is still handed out. */
  readonly refreshAt: number;
  readonly versionId: string;
}

/** The secret is read anew after this time, whatever happens: a rotation is noticed long before the grace is over. */
const SECRET_KEPT_MS = 5 * 60 * 1000;

/** A token is refreshed when a quarter of its life is left, give or take, so that environments do not do so at once. */
const REFRESH_FRACTION = 0.25;
const JITTER = 0.1;

/** Every narrowing is a token of its own: one consumer must not spend the client's rate limit. */
const MOST_NARROWINGS = 16;

/** Vends short-term tokens and keeps them: one exchange serves every caller who may have its token. */
export class Vendor {
  readonly #needs: VendorNeeds;
  readonly #kept = new Map<string, Kept>();
  readonly #underWay = new Map<string, Promise<Kept>>();
  readonly #secrets = new Map<string, LongTermToken & { readonly readAt: number }>();
  readonly #backOffs = new Map<string, BackOff>();
  /** By profile, the lists of scopes that it had exchanged. */
  readonly #narrowings = new Map<string, Set<string>>();

  constructor(needs: VendorNeeds) {
    this.#needs = needs;
  }

  /**
   * @param name the profile's name: what a failing API is spared of, and narrowings are counted by
   * @throws ScopeNotAllowed | TooManyNarrowings the request is at fault
   * @throws NotBootstrapped | TokenRefused | TokenUnfit | SecretUnreadable an operator has to act
   * @throws TokenApiUnavailable with `retryAfterSeconds`
   */
  async vend(name: string, profile: Profile, request: VendRequest): Promise<Vended> {
    const { scopes, key } = narrowing(profile, request);
    const kept = this.#goodEnough(key, request);
    if (kept !== undefined && kept.refreshAt > this.#needs.clock()) return vended(kept, 'kept');
    // One caller refreshes; the others are served at once as long as the kept token is good enough for them.
    if (kept !== undefined && (this.#underWay.has(key) || this.#isBackingOff(name))) return vended(kept, 'kept');
    try {
      return vended(await this.#refresh(name, key, profile, scopes), 'exchanged');
    } catch (error) {
      const stillGood = this.#goodEnough(key, request);
      if (stillGood !== undefined && error instanceof TokenRotationError) return vended(stillGood, 'kept');
      throw error;
    }
  }

  #goodEnough(key: string, { minimumLifetimeSeconds }: VendRequest): Kept | undefined {
    const kept = this.#kept.get(key);
    const left = (kept?.expiresAt ?? 0) - this.#needs.clock();
    return left > 0 && left >= minimumLifetimeSeconds * 1000 ? kept : undefined;
  }

  #isBackingOff(name: string): boolean {
    return secondsLeft(this.#backOffs.get(name), this.#needs.clock()) > 0;
  }

  /** Exchanges once, however many callers wait for it. */
  #refresh(name: string, key: string, profile: Profile, scopes: readonly string[]): Promise<Kept> {
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const refreshing = this.#exchangeAndKeep(name, key, profile, scopes).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, refreshing);
    return refreshing;
  }

  async #exchangeAndKeep(name: string, key: string, profile: Profile, scopes: readonly string[]): Promise<Kept> {
    const { clock } = this.#needs;
    const wait = secondsLeft(this.#backOffs.get(name), clock());
    if (wait > 0) {
      throw new TokenApiUnavailable(`The API failed a moment ago. Try again in ${wait} s.`, {
        client: profile.client,
        mayHaveActed: false,
        retryAfterSeconds: wait,
        isBackOff: true,
      });
    }
    this.#makeRoom(name, key, profile);
    try {
      const kept = await this.#exchange(profile.client, scopes);
      this.#kept.set(key, kept);
      this.#backOffs.delete(name);
      return kept;
    } catch (error) {
      if (error instanceof TokenApiUnavailable || error instanceof TokenRefused) {
        const asked = error instanceof TokenApiUnavailable ? error.retryAfterSeconds : undefined;
        this.#backOffs.set(name, afterFailure(this.#backOffs.get(name), clock(), asked));
      }
      throw error;
    }
  }

  async #exchange(client: string, scopes: readonly string[]): Promise<Kept> {
    const first = await this.#secretOf(client, false);
    try {
      return await this.#exchangeWith(first, client, scopes);
    } catch (error) {
      if (!(error instanceof TokenRefused) || error.status !== 401) throw error;
      // The kept token may have been superseded and revoked: only another version is worth another try.
      const second = await this.#secretOf(client, true);
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

  async #secretOf(client: string, isStale: boolean): Promise<LongTermToken> {
    const now = this.#needs.clock();
    const known = this.#secrets.get(client);
    // A clock that was set back must not keep a secret for ever.
    const isFresh = known !== undefined && Math.abs(now - known.readAt) < SECRET_KEPT_MS;
    if (isFresh && !isStale) return known;
    const read = await this.#needs.readSecret(client);
    if (read === undefined) {
      throw new NotBootstrapped("The client's secret holds no token yet: rotate it, or issue one by a one-time code.", {
        client,
      });
    }
    this.#secrets.set(client, { ...read, readAt: now });
    return read;
  }

  /** Forgets what has expired; refuses a narrowing too many of this profile. */
  #makeRoom(name: string, key: string, { client }: Profile): void {
    const now = this.#needs.clock();
    for (const [other, { expiresAt }] of this.#kept) if (expiresAt <= now) this.#kept.delete(other);
    const before = [...(this.#narrowings.get(name) ?? [])];
    const narrowings = new Set(before.filter((other) => this.#kept.has(other) || this.#underWay.has(other)));
    if (!narrowings.has(key) && narrowings.size >= MOST_NARROWINGS) {
      throw new TooManyNarrowings(
        `Tokens for ${MOST_NARROWINGS} different lists of scopes are kept for this consumer. Ask for one of them, or wait until they expire.`,
        { client },
      );
    }
    this.#narrowings.set(name, narrowings.add(key));
  }
}

function narrowing(profile: Profile, request: VendRequest): Narrowing {
  const scopes = narrowedScopes(profile, request);
  return { scopes, key: JSON.stringify([profile.client, scopes]) };
}

function vended({ token, expiresAt, versionId }: Kept, origin: Vended['origin']): Vended {
  return { token, expiresAt, origin, versionId };
}
