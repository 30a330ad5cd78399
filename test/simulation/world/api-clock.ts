import { Clock } from '../../../sandbox/clock.ts';

/** From a time on the API's clock is so far ahead of the true one, or behind where that is negative. */
export interface ClockStep {
  /** Epoch milliseconds. */
  readonly from: number;
  readonly aheadSeconds: number;
}

/** The API's own clock, by which it dates and ends its tokens. */
export class ApiClock extends Clock {
  readonly #true: Clock;
  /** By time. */
  readonly #steps: readonly ClockStep[];

  constructor(trueClock: Clock, steps: readonly ClockStep[]) {
    super({ startAt: trueClock.now(), flowing: false });
    this.#true = trueClock;
    this.#steps = [{ from: -Infinity, aheadSeconds: 0 }, ...steps.toSorted((one, other) => one.from - other.from)];
  }

  override now(): number {
    const now = this.#true.now();
    return now + aheadMs(this.#steps.findLast(({ from }) => from <= now));
  }

  /** Whether it was not corrected for so many milliseconds. */
  isSteadySince(milliseconds: number): boolean {
    const now = this.#true.now();
    return !this.#steps.some(({ from }) => from <= now && from > now - milliseconds);
  }

  /** The true time at which this clock shows a time, or a later one, first. */
  firstShown(time: number): number {
    const shown = this.#steps.map((step) => Math.max(step.from, time - aheadMs(step)));
    const isBeforeNext = (at: number, index: number): boolean => at < (this.#steps[index + 1]?.from ?? Infinity);
    return shown.find(isBeforeNext) ?? time;
  }
}

const aheadMs = (step: ClockStep | undefined): number => (step?.aheadSeconds ?? 0) * 1000;
