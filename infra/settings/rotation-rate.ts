type RateUnit = 'hour' | 'day';

const DAY_SECONDS = 86_400;

/** How often Secrets Manager rotates a secret. */
export interface RotationRate {
  /** As the settings say it: `rate(30 days)`, or `monthly`. */
  readonly expression: string;
  readonly unit: RateUnit | 'month';
  /** Seconds from one rotation window's beginning to the next one's. */
  readonly seconds: number;
  /**
   * Seconds, at most, of the window in which Secrets Manager picks the moment to rotate: the UTC day, or an hour for
   * hour rates (docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html).
   */
  readonly windowSeconds: number;
}

const UNITS = {
  hour: { seconds: 3600, windowSeconds: 3600 },
  day: { seconds: DAY_SECONDS, windowSeconds: DAY_SECONDS },
} as const;

/** Once a month, the longest of which has 31 days. */
export const MONTHLY: RotationRate = {
  expression: 'monthly',
  unit: 'month',
  seconds: 31 * DAY_SECONDS,
  windowSeconds: DAY_SECONDS,
};

/** The limits of Secrets Manager's rate expressions. */
export const SHORTEST_RATE_SECONDS = 4 * UNITS.hour.seconds;
export const LONGEST_RATE_SECONDS = 999 * UNITS.day.seconds;

/** `rate(1 day)`, `rate(30 days)`, `rate(12 hours)`: the unit is singular for one and plural otherwise. */
export const RATE_PATTERN = /^rate\((?:1 (hour|day)|((?!1 )[1-9]\d{0,4}) (hour|day)s)\)$/;

/** The rate that an expression matching RATE_PATTERN means; whether it is within the limits is not looked at. */
export function parseRotationRate(expression: string): RotationRate {
  const [, one, count, many] = RATE_PATTERN.exec(expression) ?? [];
  return rotationRate(Number(count ?? 1), (one ?? many) as RateUnit);
}

/** The rate of once in `count` hours or days. */
export function rotationRate(count: number, unit: RateUnit): RotationRate {
  const { seconds, windowSeconds } = UNITS[unit];
  const expression = `rate(${count} ${unit}${count === 1 ? '' : 's'})`;
  return { expression, unit, seconds: count * seconds, windowSeconds };
}
