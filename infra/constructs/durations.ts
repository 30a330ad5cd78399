import { Duration } from 'aws-cdk-lib';

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** What is written for a time that only the deployment knows. No setting takes it, so each refuses it in its own words. */
const UNKNOWN = 'unknown at synth';

/** Seconds of a duration; text that every check refuses where they are not known at synth. */
export function seconds(duration: Duration): number | string {
  return duration.isUnresolved() ? UNKNOWN : duration.toSeconds({ integral: false });
}

/** A duration as the settings say it: `0`, or minutes. What is no whole number of minutes they refuse. */
export function written(duration: Duration): string {
  const count = seconds(duration);
  if (typeof count === 'string' || count === 0) return String(count);
  return count % 60 === 0 ? `${count / 60}m` : `${count}s`;
}

/**
 * A rate as the settings say it. `Duration.days(1)` is `rate(1 day)` and `Duration.hours(24)` is `rate(24 hours)`: Secrets
 * Manager picks its moment within a day for the one, and within an hour for the other.
 */
export function writtenRate(rate: Duration | 'monthly'): string {
  if (rate === 'monthly') return rate;
  const count = seconds(rate);
  if (typeof count === 'string') return count;
  const isDays = rate.unitLabel() === 'days';
  const units = count / (isDays ? DAY_SECONDS : HOUR_SECONDS);
  return `rate(${units} ${isDays ? 'day' : 'hour'}${units === 1 ? '' : 's'})`;
}

/** The other way round, for a rate that was checked. */
export function rateDuration({ unit, seconds: length }: { readonly unit: string; readonly seconds: number }) {
  if (unit === 'month') return 'monthly';
  return unit === 'day' ? Duration.days(length / DAY_SECONDS) : Duration.hours(length / HOUR_SECONDS);
}
