import { test } from '@jest/globals';
import { expectPromisesKept } from './histories-under-test.ts';

test('150 random histories break no promise (1 of 2)', () => expectPromisesKept({ runs: 150, seed: 1 }));
