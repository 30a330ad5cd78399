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

/** What takes minutes: all that is long and random, and every suite that moves the clock, from six starts. */
export default {
  ...run,
  projects: [
    { ...project, displayName: 'long', testMatch: ['<rootDir>/test/long/**/*.test.ts'] },
    ...STARTS.map((start) => ({
      ...project,
      displayName: start,
      testMatch: clockMovingSuites().map((suite) => `<rootDir>/${suite}`),
      globals: { TEST_START: start },
    })),
  ],
};
