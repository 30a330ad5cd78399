import type { Clock } from '../clock.ts';
import { DAY_MS } from '../time.ts';
import type { RandomBytes } from '../random-bytes.ts';
import { shortTermJwtSigner } from './short-term-jwt.ts';

/** By what a token was obtained: one of the issue operation's four mechanisms, or the exchange of a long-term token. */
export type Grant = 'client_secret' | 'otp_code' | 'assertion' | 'short_term_token' | 'long_term_token';

/** What is known of a token, without its value. Times are epoch milliseconds. */
export interface TokenRecord {
  readonly id: string;
  readonly kind: 'long' | 'short';
  readonly clientId: string;
  readonly grant: Grant;
  readonly scopes: readonly string[];
  readonly state: 'live' | 'revoked' | 'expired';
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly revokedAt?: number;
}

/** A token as the ledger holds it. */
export type Token = Omit<TokenRecord, 'state' | 'revokedAt'> & {
  readonly value: string;
  revokedAt?: number;
};

interface TokenOrder {
  readonly clientId: string;
  readonly grant: Grant;
  readonly scopes: readonly string[];
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

interface LedgerOptions {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly onSecret: (value: string) => void;
}

/** How long a short-term token is kept in the ledger after it expired. */
const SHORT_TOKEN_KEPT_MS = DAY_MS;

/** Every long-term token ever issued, and the short-term tokens of the last day. */
export class TokenLedger {
  readonly #clock: Clock;
  readonly #random: RandomBytes;
  readonly #onSecret: (value: string) => void;
  readonly #sign: ReturnType<typeof shortTermJwtSigner>;
  readonly #longById = new Map<string, Token>();
  readonly #shortById = new Map<string, Token>();
  readonly #byValue = new Map<string, Token>();

  constructor({ clock, random, onSecret }: LedgerOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#onSecret = onSecret;
    this.#sign = shortTermJwtSigner(random);
  }

  issueLong(order: TokenOrder): Token {
    const id = `tok_lt_${this.#random(8).toString('hex')}`;
    const value = `lt_${this.#random(32).toString('base64url')}`;
    const token: Token = { id, kind: 'long', ...order, value };
    this.#longById.set(id, token);
    return this.#keep(token);
  }

  /** @param issuer the `iss` claim: the API's base URL */
  issueShort(order: TokenOrder, issuer: string): Token {
    this.#forgetOldShortTokens();
    const id = `tok_st_${this.#random(8).toString('hex')}`;
    const value = this.#sign({ ...order, issuer, id });
    const token: Token = { id, kind: 'short', ...order, value };
    this.#shortById.set(id, token);
    return this.#keep(token);
  }

  withValue(value: string): Token | undefined {
    return this.#byValue.get(value);
  }

  withId(id: string): Token | undefined {
    return this.#longById.get(id) ?? this.#shortById.get(id);
  }

  /** Revokes a token; one that is revoked or expired already stays as it is. */
  revoke(token: Token): void {
    if (this.stateOf(token) === 'live') token.revokedAt = this.#clock.now();
  }

  stateOf({ revokedAt, expiresAt }: Token): TokenRecord['state'] {
    if (revokedAt !== undefined) return 'revoked';
    return expiresAt > this.#clock.now() ? 'live' : 'expired';
  }

  records(): TokenRecord[] {
    this.#forgetOldShortTokens();
    return [...this.#longById.values(), ...this.#shortById.values()].map((token) => {
      const { value: _value, ...known } = token;
      return { ...known, state: this.stateOf(token) };
    });
  }

  #keep(token: Token): Token {
    this.#byValue.set(token.value, token);
    this.#onSecret(token.value);
    return token;
  }

  #forgetOldShortTokens(): void {
    const now = this.#clock.now();
    for (const token of this.#shortById.values()) {
      if (token.expiresAt + SHORT_TOKEN_KEPT_MS > now) return;
      this.#shortById.delete(token.id);
      this.#byValue.delete(token.value);
    }
  }
}
