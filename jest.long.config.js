import shared from './jest.config.js';
import { clockMovingSuites } from './test/support/clock-moving-suites.ts';

/** Where something ends: an hour, a day, a month, February, a year. */
const STARTS = [
  '2026-06-10T00:05:00Z',
  '2026-06-10T12:00:00Z',
  '2026-06-10T23:55:00Z',
  '2027-01-31T23:55:00Z',
  '2028-02-29T12:00:00Z',
  '2027-12-31T23:55:00Z',
];

/**
 * The suites of a start. Each suite is run from two of the six, dealt out by its place: half an hour less, and every start
 * has a third of the suites. EVERY_START=1 runs each from all six.
 * @param {number} index
 */
function suitesFrom(index) {
  /** @param {number} place */
  const isDealt = (place) => [0, STARTS.length / 2].some((shift) => (place + shift) % STARTS.length === index);
  return clockMovingSuites().filter((_suite, place) => process.env['EVERY_START'] === '1' || isDealt(place));
}

/** What of the settings is a project's own; the rest is the run's, but for what says where `npm test` looks. */
const OF_A_PROJECT = [
  'testEnvironment',
  'extensionsToTreatAsEsm',
  'transform',
  'modulePathIgnorePatterns',
  'globalSetup',
  'globalTeardown',
  'setupFiles',
];
const NOT_HERE = ['testMatch', 'testPathIgnorePatterns'];

const entries = Object.entries(shared);
const project = Object.fromEntries(entries.filter(([name]) => OF_A_PROJECT.includes(name)));
const run = Object.fromEntries(entries.filter(([name]) => ![...OF_A_PROJECT, ...NOT_HERE].includes(name)));

/** What takes minutes: all that is long and random, and every suite that moves the clock, from other starts than today's. */
export default {
  ...run,
  projects: [
    { ...project, displayName: 'long', testMatch: ['<rootDir>/test/long/**/*.test.ts'] },
    ...STARTS.map((start, index) => ({
      ...project,
      displayName: start,
      testMatch: suitesFrom(index).map((suite) => `<rootDir>/${suite}`),
      globals: { TEST_START: start },
    })),
  ],
};
