import { MINUTE_MS } from '../time.ts';
import { rateLimited } from './api-error.ts';

/** At most so many requests of one client in any 60 seconds; refused ones are not counted. */
export class RequestLimit {
  readonly #perMinute: number;
  /** Times of the latest accepted requests, in a ring: `next` points at the oldest once it is full. */
  readonly #times: number[] = [];
  #next = 0;

  /** @throws RangeError when the limit is not a positive whole number */
  constructor(perMinute: number) {
    if (!(Number.isInteger(perMinute) && perMinute > 0))
      throw new RangeError('A limit is at least 1 request a minute.');
    this.#perMinute = perMinute;
  }

  /**
   * Counts a request.
   * @throws ApiError 429 when the minute is full
   */
  admit(now: number): void {
    const freeAgainAt = (this.#times[this.#next] ?? -Infinity) + MINUTE_MS;
    if (freeAgainAt > now) throw rateLimited(Math.ceil((freeAgainAt - now) / 1000));
    this.#times[this.#next] = now;
    this.#next = (this.#next + 1) % this.#perMinute;
  }
}
