import { Clock } from '../../sandbox/clock.ts';

/** Of a project in jest.long.config.js, which is run from several starts. */
const { TEST_START } = globalThis as { readonly TEST_START?: string };

/**
 * The time at which the sandboxes of tests start whose clock flows, as 2027-12-31T23:55:00Z; now when it is left out.
 * `TEST_START=… npm test` sets it.
 */
export const TESTS_START = TEST_START ?? process.env['TEST_START'];

/** A clock that flows from there. */
export function testClock(): Clock {
  return new Clock({ startAt: TESTS_START === undefined ? undefined : Date.parse(TESTS_START) });
}
