/**
 * Values that are remembered until a time (epoch milliseconds). Forgotten oldest first while values come in, so it
 * stays as small as what is added within one lifetime.
 */
export class ExpiringSet {
  readonly #expiryOf = new Map<string, number>();

  /** How many values are held, the expired ones that were not forgotten yet among them. */
  get size(): number {
    return this.#expiryOf.size;
  }

  add(value: string, expiresAt: number, now: number): void {
    for (const [oldest, expiry] of this.#expiryOf) {
      if (expiry > now) break;
      this.#expiryOf.delete(oldest);
    }
    this.#expiryOf.set(value, expiresAt);
  }

  has(value: string, now: number): boolean {
    return (this.#expiryOf.get(value) ?? 0) > now;
  }

  /** Whether the value was there; it is not afterwards. */
  take(value: string, now: number): boolean {
    const found = this.has(value, now);
    this.#expiryOf.delete(value);
    return found;
  }
}
