import { test } from '@jest/globals';
import { expectPromisesKept, HISTORIES_OF_A_SHARD } from '../simulation/histories-under-test.ts';

test.each([2, 3])(`${HISTORIES_OF_A_SHARD} random histories break no promise (shard %i)`, (shard) =>
  expectPromisesKept(shard),
);
