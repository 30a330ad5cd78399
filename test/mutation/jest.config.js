import { join } from 'node:path';

/** The tests that mutants are tried on: in this process, on virtual time, and without the assembly that others need. */
export default {
  rootDir: join(import.meta.dirname, '..', '..'),
  roots: ['<rootDir>/functions', '<rootDir>/test', '<rootDir>/sandbox'],
  testEnvironment: join(import.meta.dirname, 'stop-at-first-failure.js'),
  testMatch: ['<rootDir>/test/mutation/all-suites.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  testTimeout: 900_000,
};
