import { test } from '@jest/globals';
import { expectPromisesKept } from './histories/histories-under-test.ts';

// npm run test:long tries more.
test('40 random histories break no promise', () => expectPromisesKept(1, 40));
