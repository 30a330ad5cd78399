import shared from './jest.config.js';

/** What is long and random: `npm run test:long`. */
export default {
  ...shared,
  testMatch: ['<rootDir>/test/long/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
