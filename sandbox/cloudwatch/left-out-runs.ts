import type { Clock } from '../clock.ts';
import type { MetricSeries } from './metric-series.ts';
import type { MetricStore } from './metric-store.ts';

/** A value that was told of the last run. */
interface Told {
  readonly series: MetricSeries;
  readonly value: number;
  readonly time: number;
}

/** What a function writes that grows less with every second. */
const LIVES = new Set(['SecondsToExpiry']);

/**
 * The metrics of a run that is left out because it would have found nothing new: those of the last run once more, with
 * the life that is left by then.
 */
export class LeftOutRuns {
  readonly #clock: Clock;
  readonly #metrics: MetricStore;
  readonly #functionName: string;
  #last: { readonly at: number; readonly values: readonly Told[] } | undefined;

  constructor(clock: Clock, metrics: MetricStore, functionName: string) {
    this.#clock = clock;
    this.#metrics = metrics;
    this.#functionName = functionName;
  }

  /** Runs the function, and remembers what is told of the run. */
  async watch(run: () => Promise<void>): Promise<void> {
    const at = this.#clock.now();
    const points = await this.#metrics.recordOf(this.#functionName, run);
    this.#last = { at, values: points.map((point) => ({ ...point, series: this.#metrics.seriesOf(point) })) };
  }

  /** Tells now what the run would have told. */
  leaveOut(): void {
    if (this.#last === undefined) return;
    const { at, values } = this.#last;
    const passed = this.#clock.now() - at;
    for (const { series, value, time } of values) {
      const left = LIVES.has(series.metric.name) ? value - Math.round(passed / 1000) : value;
      this.#metrics.add(series, { value: left, time: time + passed });
    }
  }
}
