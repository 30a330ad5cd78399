import * as v from 'valibot';
import { DURATION_PATTERN, durationSeconds } from './duration.ts';

const INTERVALS = 'a time from sweepEvery to "24h", for example "1h"; or "never"';
const LONGEST_SECONDS = 24 * 60 * 60;

/** How often the API is asked whether a client's current token works; the output is in seconds, and 0 is never. */
export const checkInterval = v.pipe(
  v.string(`must be ${INTERVALS}`),
  v.check((text) => text === 'never' || (text !== '0' && DURATION_PATTERN.test(text)), `must be ${INTERVALS}`),
  v.transform((text) => (text === 'never' ? 0 : durationSeconds(text))),
  v.check((seconds) => seconds <= LONGEST_SECONDS, `must be ${INTERVALS}`),
);

/** Nobody asks but the sweep. */
export function checkIntervalProblem(checkEverySeconds: number, sweepEverySeconds: number): string | undefined {
  return checkEverySeconds !== 0 && checkEverySeconds < sweepEverySeconds ? `must be ${INTERVALS}` : undefined;
}
