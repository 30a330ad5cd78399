import type { TokenSecret } from './token-secret.ts';

/** A token as the API issued it: everything that a token secret holds, but for the client's id. */
export type IssuedToken = Omit<TokenSecret, 'client_id'>;

export interface TokenRequest {
  readonly scopes: readonly string[];
  readonly ttlSeconds: number;
}

/** A short-term token as the API granted it. */
export interface ShortTermToken {
  readonly access_token: string;
  readonly token_type: string;
  readonly token_id: string | undefined;
  /** ISO 8601, UTC, by our clock. */
  readonly expires_at: string;
  readonly scopes: readonly string[];
}

/** The API's three operations for one client, whatever its grant. */
export interface TokenApi {
  /**
   * Issues a long-term token. Not idempotent: every success makes one more live token.
   * @param attempt names the attempt; the `jti` of every assertion made for it begins with it
   * @throws TokenRefused nothing was issued
   * @throws TokenApiUnavailable with `mayHaveIssued` where a token may exist that nobody knows
   * @throws TokenNotRevocable a token was issued whose id is not known
   * @throws TokenUnfit a token was issued that cannot be used; `tokenId` names it, where it is known
   * @throws AssertionNotSigned nothing was sent
   */
  issue(attempt: string, request: TokenRequest): Promise<IssuedToken>;
  /**
   * Buys a short-term token.
   * @param issuedAt epoch milliseconds: a token that is seconds old is shown again when the API does not know it yet
   * @throws TokenRefused | TokenApiUnavailable | TokenUnfit
   */
  exchange(longTermToken: string, scopes: readonly string[], issuedAt?: number): Promise<ShortTermToken>;
  /**
   * Revokes a token.
   * @param bearer a token with the scope `tokens:revoke`
   * @returns false when the API knows no such id: the token has ended, or the id is another's
   * @throws TokenRefused | TokenApiUnavailable
   */
  revoke(tokenId: string, bearer: string): Promise<boolean>;
}

/** What the functions tell their log: references, never values. */
export interface Log {
  /**
   * Tells whoever is on call of a token that may live on, and that nothing here can revoke. To be told before the labels
   * go that say so: a run that is killed tells it twice rather than never.
   */
  unaccounted(why: string, details: Readonly<Record<string, unknown>>): void;
  info(message: string, details?: Readonly<Record<string, unknown>>): void;
  warn(message: string, details?: Readonly<Record<string, unknown>>): void;
  error(message: string, details?: Readonly<Record<string, unknown>>): void;
}
