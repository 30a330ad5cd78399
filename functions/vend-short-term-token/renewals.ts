import { createHash } from 'node:crypto';
import { RenewedJustNow } from '../core/errors.ts';
import type { ShortTermToken } from '../core/token-api.ts';

/** A token is exchanged anew at most so often because a caller says that it was refused. */
const EVERY_MS = 60_000;

/** Whether a caller means this token: by its id, or by its SHA-256 in hex where it has none. */
export function isMeant(insteadOf: string, { token_id, access_token }: ShortTermToken): boolean {
  return insteadOf === token_id || insteadOf.toLowerCase() === createHash('sha256').update(access_token).digest('hex');
}

/** When tokens were renewed for a consumer that was refused with them. */
export class Renewals {
  readonly #clock: () => number;
  readonly #renewedAt = new Map<string, number>();

  /** @param clock epoch milliseconds */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /**
   * Counts one more for a consumer and a list of scopes.
   * @throws RenewedJustNow within the minute of the one before
   */
  count(consumer: string, list: string, client: string): void {
    const now = this.#clock();
    for (const [name, at] of this.#renewedAt) if (Math.abs(now - at) >= EVERY_MS) this.#renewedAt.delete(name);
    const name = JSON.stringify([consumer, list]);
    const before = this.#renewedAt.get(name);
    if (before !== undefined) {
      const seconds = Math.ceil((before + EVERY_MS - now) / 1000);
      throw new RenewedJustNow(`The token was renewed a moment ago. Say instead_of again in ${seconds} s.`, {
        client,
        retryAfterSeconds: seconds,
      });
    }
    this.#renewedAt.set(name, now);
  }
}
