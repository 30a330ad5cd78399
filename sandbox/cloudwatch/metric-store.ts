import type { Clock } from '../clock.ts';
import { type Metric, metricKey, type MetricPoint } from './metric.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time.ts';
import { MetricSeries } from './metric-series.ts';

/** Told when a minute of a metric has its first value, or one that comes after the minute is over. */
export type MinuteListener = (series: MetricSeries, minute: number) => void;

/**
 * How far a value's time may be from now: two weeks back, two hours ahead.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
const LONGEST_PAST_MS = 14 * DAY_MS;
const LONGEST_AHEAD_MS = 2 * HOUR_MS;

/** All metrics of the account. One without values for two weeks is forgotten, as ListMetrics forgets it. */
export class MetricStore {
  readonly #clock: Clock;
  readonly #series = new Map<string, MetricSeries>();
  readonly #records = new Map<string, MetricPoint[]>();
  #tellMinute: MinuteListener = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  onMinute(listener: MinuteListener): void {
    this.#tellMinute = listener;
  }

  /** @param source the function that wrote them, for `recordOf` */
  put(points: readonly MetricPoint[], source?: string): void {
    const now = this.#clock.now();
    if (source !== undefined) this.#records.get(source)?.push(...points);
    for (const point of points) this.#add(this.seriesOf(point), point, now);
  }

  /** Takes a value of a metric that is known already. */
  add(series: MetricSeries, value: Pick<MetricPoint, 'value' | 'time'>): void {
    this.#add(series, value, this.#clock.now());
  }

  /** Everything that comes from a source while something runs. */
  async recordOf(source: string, run: () => Promise<void>): Promise<readonly MetricPoint[]> {
    const record: MetricPoint[] = [];
    this.#records.set(source, record);
    try {
      await run();
    } finally {
      this.#records.delete(source);
    }
    return record;
  }

  /** The metric, which need not have any values yet. */
  seriesOf(metric: Metric): MetricSeries {
    const key = metricKey(metric);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    this.#forgetSilent();
    const { namespace, name, dimensions } = metric;
    const series = new MetricSeries({ namespace, name, dimensions });
    this.#series.set(key, series);
    return series;
  }

  /** The metrics that had values within the last milliseconds; within two weeks when absent. */
  active(withinMs = LONGEST_PAST_MS): MetricSeries[] {
    const since = this.#clock.now() - withinMs;
    return [...this.#series.values()].filter(({ lastAt }) => lastAt >= since);
  }

  #add(series: MetricSeries, { value, time }: Pick<MetricPoint, 'value' | 'time'>, now: number): void {
    if (time < now - LONGEST_PAST_MS || time > now + LONGEST_AHEAD_MS) return;
    const { minute, isFirst } = series.add(value, time);
    if (isFirst || (minute + 1) * MINUTE_MS <= now) this.#tellMinute(series, minute);
  }

  #forgetSilent(): void {
    const since = this.#clock.now() - LONGEST_PAST_MS;
    for (const [key, { lastAt, isWatched }] of this.#series) {
      if (!isWatched && lastAt < since) this.#series.delete(key);
    }
  }
}
