import { test } from '@jest/globals';
import { expectPromisesKept } from '../simulation/histories/histories-under-test.ts';

test.each([1, 2, 3])('150 random histories break no promise (shard %i)', (shard) => expectPromisesKept(shard, 150));
