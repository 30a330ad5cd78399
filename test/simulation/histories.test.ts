import { test } from '@jest/globals';
import { expectPromisesKept, HISTORIES_OF_A_SHARD } from './histories-under-test.ts';

test(`${HISTORIES_OF_A_SHARD} random histories break no promise`, () => expectPromisesKept(1));
