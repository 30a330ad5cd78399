import { TooManyNarrowings } from '../core/errors.ts';
import type { ConsumerSettings } from '../lambda/settings.ts';
import { narrowedScopes, type VendRequest } from './vend-request.ts';

/** What a token is exchanged for, and kept by. */
export interface Narrowing {
  readonly scopes: readonly string[];
  /** Names everything that makes another token: the client, and the scopes in their order. */
  readonly key: string;
}

/** @throws ScopeNotAllowed */
export function narrowing(profile: ConsumerSettings, request: VendRequest): Narrowing {
  const scopes = narrowedScopes(profile, request);
  return { scopes, key: JSON.stringify([profile.client, scopes]) };
}

/** Every narrowing is a token of its own: one consumer must not spend the client's rate limit. */
const MOST_NARROWINGS = 16;

/** Counts the lists of scopes that each consumer had exchanged. */
export class Narrowings {
  readonly #keys = new Map<string, Set<string>>();

  /**
   * Counts one more of a consumer.
   * @param isLive whether there is, or will be, a token for a key: what has expired does not count
   * @throws TooManyNarrowings
   */
  count(consumer: string, key: string, client: string, isLive: (key: string) => boolean): void {
    const live = new Set([...(this.#keys.get(consumer) ?? [])].filter(isLive));
    if (!live.has(key) && live.size >= MOST_NARROWINGS) {
      throw new TooManyNarrowings(
        `Tokens for ${MOST_NARROWINGS} different lists of scopes are kept for this consumer. Ask for one of them, or wait until they expire.`,
        { client },
      );
    }
    this.#keys.set(consumer, live.add(key));
  }
}
