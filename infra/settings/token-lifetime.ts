import { SHORTEST_RATE_SECONDS, rotationRate, type RotationRate } from './rotation-rate.ts';

const DAY = 86_400;

/** Click2Mail issues long-term tokens for at most 90 days. */
const LONGEST_TOKEN_SECONDS = 90 * DAY;

/**
 * Every token in grace takes up staging labels, and a secret has twenty of them over all its versions: with more
 * intervals than these a rotation would find none free.
 */
const MOST_INTERVALS_OF_GRACE = 6;

/** What makes a rate and a grace impossible together, and the setting to change. */
interface LifetimeProblem {
  readonly setting: 'rotateEvery' | 'grace';
  readonly message: string;
}

/**
 * Seconds of life to ask for: the token is current for one interval, and up to a window longer because Secrets Manager
 * picks the moment; then it is in grace. The margin, three days or a quarter of the interval, is the time in which a
 * failing rotation has to be mended before consumers notice (promise 4).
 */
export function tokenLifetimeSeconds(rate: RotationRate, graceSeconds: number): number {
  return rate.seconds + rate.windowSeconds + graceSeconds + marginSeconds(rate);
}

/** Seconds of life with less than which a rotation is overdue. */
export function marginSeconds({ seconds }: Pick<RotationRate, 'seconds'>): number {
  return Math.max(3 * DAY, seconds / 4);
}

/** Why tokens cannot be rotated at this rate with this grace; undefined when they can. */
export function lifetimeProblem(rate: RotationRate, graceSeconds: number): LifetimeProblem | undefined {
  if (graceSeconds > MOST_INTERVALS_OF_GRACE * rate.seconds) {
    return {
      setting: 'grace',
      message: `is longer than ${MOST_INTERVALS_OF_GRACE} rotation intervals, more superseded tokens than can be tracked`,
    };
  }
  if (isIssuable(rate, graceSeconds)) return undefined;
  const largest = largestRate(rate.unit === 'hour' ? 'hour' : 'day', graceSeconds);
  if (largest === undefined) {
    return { setting: 'grace', message: 'leaves no room for an interval in the 90 days that a token can live' };
  }
  const days = Math.ceil(tokenLifetimeSeconds(rate, graceSeconds) / DAY);
  return {
    setting: 'rotateEvery',
    message:
      `needs tokens that live ${days} days (interval, window, grace and margin), but 90 days is the most: ` +
      `with this grace the largest interval is ${largest.expression}`,
  };
}

function isIssuable(rate: RotationRate, graceSeconds: number): boolean {
  return tokenLifetimeSeconds(rate, graceSeconds) <= LONGEST_TOKEN_SECONDS;
}

function largestRate(unit: 'hour' | 'day', graceSeconds: number): RotationRate | undefined {
  const shortest = Math.max(SHORTEST_RATE_SECONDS, graceSeconds / MOST_INTERVALS_OF_GRACE);
  for (let count = LONGEST_TOKEN_SECONDS / rotationRate(1, unit).seconds; count > 0; count--) {
    const rate = rotationRate(count, unit);
    if (rate.seconds >= shortest && isIssuable(rate, graceSeconds)) return rate;
  }
  return undefined;
}
