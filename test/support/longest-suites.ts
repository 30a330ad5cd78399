/**
 * The suites that move the clock and take longest: `npm run test:long` runs each from two starts, and `npm test` leaves
 * them to it.
 */
export const LONGEST_SUITES = [
  'test/cli/broken-states.test.ts',
  'test/cli/replicas.test.ts',
  'test/consumer/vended-token.test.ts',
  'test/e2e/acceptance.test.ts',
  'test/e2e/console.test.ts',
  'test/e2e/key-activate-pending.test.ts',
  'test/e2e/key-rollover-mistakes.test.ts',
  'test/e2e/key-rollover.test.ts',
  'test/e2e/once.test.ts',
  'test/handlers/api-outage.test.ts',
  'test/handlers/revoke-superseded-tokens/dead-token.test.ts',
  'test/sandbox/fixture/running-sandbox.test.ts',
];
