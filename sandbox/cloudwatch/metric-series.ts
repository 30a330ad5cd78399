import { MINUTE_MS } from '../time.ts';
import type { Metric } from './metric.ts';

/** What is known of a period; a period without values has no data. */
export interface Period {
  /** Epoch milliseconds. */
  readonly start: number;
  readonly data: PeriodData | undefined;
}

export interface PeriodData {
  readonly count: number;
  readonly sum: number;
  readonly least: number;
  readonly most: number;
  /** How often each value came; kept only where a percentile is asked for. */
  readonly values: ReadonlyMap<number, number> | undefined;
}

interface Bucket extends PeriodData {
  count: number;
  sum: number;
  least: number;
  most: number;
  readonly values: Map<number, number> | undefined;
}

/** What nobody watches is kept for an alarm that may be made later. */
const KEPT_MINUTES = 3 * 60;

/**
 * The values of a metric, added up by the minute: a minute is the finest resolution of a metric that does not say
 * otherwise. What is older than any alarm on it looks back is forgotten.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Resolution_definition
 */
export class MetricSeries {
  readonly metric: Metric;

  /** By minutes since the epoch, the oldest first. */
  readonly #buckets = new Map<number, Bucket>();
  #keptMinutes = KEPT_MINUTES;
  #keepsValues = false;
  #isWatched = false;
  #lastAt = -Infinity;

  constructor(metric: Metric) {
    this.metric = metric;
  }

  /** Epoch milliseconds of the newest value. */
  get lastAt(): number {
    return this.#lastAt;
  }

  /** How many minutes are held at present. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Whether an alarm is on it. */
  get isWatched(): boolean {
    return this.#isWatched;
  }

  /**
   * An alarm is on it.
   * @param minutes how far the alarm looks back
   * @param values whether it needs the single values
   */
  watch(minutes: number, values: boolean): void {
    this.#keptMinutes = this.#isWatched ? Math.max(this.#keptMinutes, minutes) : minutes;
    this.#isWatched = true;
    this.#keepsValues ||= values;
  }

  /**
   * Takes a value.
   * @returns its minute since the epoch, and whether it is the first of that minute
   */
  add(value: number, time: number): { readonly minute: number; readonly isFirst: boolean } {
    const minute = Math.floor(time / MINUTE_MS);
    const known = this.#buckets.get(minute);
    const bucket = known ?? this.#emptyBucket();
    bucket.count += 1;
    bucket.sum += value;
    bucket.least = Math.min(bucket.least, value);
    bucket.most = Math.max(bucket.most, value);
    bucket.values?.set(value, (bucket.values.get(value) ?? 0) + 1);
    this.#lastAt = Math.max(this.#lastAt, time);
    if (known === undefined) {
      this.#buckets.set(minute, bucket);
      this.#forgetBefore(Math.floor(this.#lastAt / MINUTE_MS) - this.#keptMinutes);
    }
    return { minute, isFirst: known === undefined };
  }

  /**
   * The last periods before a minute, the newest first.
   * @param end minutes since the epoch; this minute is no longer in it
   */
  periods(end: number, lengthMinutes: number, count: number): Period[] {
    const found: (PeriodData | undefined)[] = Array.from({ length: count });
    for (const [minute, bucket] of this.#buckets) {
      const index = Math.floor((end - 1 - minute) / lengthMinutes);
      if (index < 0 || index >= count) continue;
      const other = found[index];
      found[index] = other === undefined ? bucket : together(other, bucket);
    }
    return found.map((data, index) => ({ start: (end - (index + 1) * lengthMinutes) * MINUTE_MS, data }));
  }

  #emptyBucket(): Bucket {
    const values = this.#keepsValues ? new Map<number, number>() : undefined;
    return { count: 0, sum: 0, least: Infinity, most: -Infinity, values };
  }

  #forgetBefore(oldest: number): void {
    for (const minute of this.#buckets.keys()) {
      if (minute >= oldest) return;
      this.#buckets.delete(minute);
    }
  }
}

function together(one: PeriodData, other: PeriodData): PeriodData {
  const values = one.values && new Map(one.values);
  for (const [value, count] of other.values ?? []) values?.set(value, (values.get(value) ?? 0) + count);
  return {
    count: one.count + other.count,
    sum: one.sum + other.sum,
    least: Math.min(one.least, other.least),
    most: Math.max(one.most, other.most),
    values,
  };
}
