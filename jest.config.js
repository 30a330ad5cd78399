import { availableParallelism } from 'node:os';
import { LONGEST_SUITES } from './test/support/longest-suites.ts';

if (!process.execArgv.includes('--experimental-vm-modules')) {
  throw new Error(
    'The tests are ES modules: start them with npm test, which passes --experimental-vm-modules to Node.',
  );
}

export default {
  // Modules of finished suites stay in a worker's memory. To dismantle them takes longer than the half second that Jest
  // waits before it speaks of open handles.
  workerIdleMemoryLimit: '300MB',
  workerGracefulExitTimeout: 10_000,
  // Most tests wait for other processes; every one of them may start some of its own.
  maxWorkers: availableParallelism() + 1,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // npm run test:long
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/long/',
    ...LONGEST_SUITES.map((suite) => `<rootDir>/${suite}`),
  ],
  extensionsToTreatAsEsm: ['.ts'],
  // Node strips the types by itself; the tests run the very lines that are in the files.
  transform: {},
  // Against a test that hangs, and the only limit. Real processes are started: on a busy machine that takes its time, and
  // none may fail for it.
  testTimeout: 900_000,
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/test-output'],
  globalSetup: '<rootDir>/test/support/jest/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/jest/global-teardown.ts',
  setupFiles: ['<rootDir>/test/support/jest/watch-output.ts'],
  coverageProvider: 'v8',
  collectCoverageFrom: ['functions/**/*.ts', 'infra/**/*.ts', 'sandbox/**/*.ts'],
};
