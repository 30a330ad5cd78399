import { Duration } from 'aws-cdk-lib';

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** What is written for a time that only the deployment knows. No setting takes it, so each refuses it in its own words. */
const UNKNOWN = 'unknown at synth';

/**
 * Seconds of a duration; text that every check refuses where they are not known at synth. Like the others here it leaves
 * what is no duration as it is: whoever writes JavaScript may write anything, and the check says what is wrong with it.
 */
export function seconds(value: unknown): unknown {
  return isDuration(value) ? knownSeconds(value) : value;
}

/** A duration as the settings say it: `0`, or minutes. What is no whole number of minutes they refuse. */
export function written(value: unknown): unknown {
  if (!isDuration(value)) return value;
  const count = knownSeconds(value);
  if (typeof count === 'string' || count === 0) return String(count);
  return count % 60 === 0 ? `${count / 60}m` : `${count}s`;
}

/**
 * A rate as the settings say it. `Duration.days(1)` is `rate(1 day)` and `Duration.hours(24)` is `rate(24 hours)`: Secrets
 * Manager picks its moment within a day for the one, and within an hour for the other.
 */
export function writtenRate(value: unknown): unknown {
  if (!isDuration(value)) return value;
  const count = knownSeconds(value);
  if (typeof count === 'string') return count;
  const isDays = value.unitLabel() === 'days';
  const units = count / (isDays ? DAY_SECONDS : HOUR_SECONDS);
  return `rate(${units} ${isDays ? 'day' : 'hour'}${units === 1 ? '' : 's'})`;
}

/** The other way round, for a rate that was checked. */
export function rateDuration({ unit, seconds: length }: { readonly unit: string; readonly seconds: number }) {
  if (unit === 'month') return 'monthly';
  return unit === 'day' ? Duration.days(length / DAY_SECONDS) : Duration.hours(length / HOUR_SECONDS);
}

/** Not by the class, of which an app may have two copies. */
function isDuration(value: unknown): value is Duration {
  return typeof value === 'object' && value !== null && 'toSeconds' in value;
}

function knownSeconds(duration: Duration): number | string {
  return duration.isUnresolved() ? UNKNOWN : duration.toSeconds({ integral: false });
}
