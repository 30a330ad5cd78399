import * as v from 'valibot';
import { DURATION_PATTERN, durationSeconds } from './duration.ts';

const INTERVALS = 'minutes from "5m" to "60m", for example "15m"; or "1h"';

/** Below it one sweep would run into the next; above it a token that is due would outlive its grace by too much. */
const SHORTEST_SECONDS = 5 * 60;
const LONGEST_SECONDS = 60 * 60;

/** How often the sweep runs; the output is in seconds. */
export const sweepInterval = v.pipe(
  v.string(`must be ${INTERVALS}`),
  v.regex(DURATION_PATTERN, `must be ${INTERVALS}`),
  v.transform(durationSeconds),
  v.check((seconds) => seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS, `must be ${INTERVALS}`),
);
