import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Bundles } from '../../bench/bundles.ts';
import { FUNCTION_NAMES } from '../../infra/function-names.ts';
import { modulesOfNode, profiledStart } from '../../bench/profile/profiled-start.ts';
import { startStubServices, type StubServices } from '../../bench/stub-services.ts';

let folder: string;
let bundles: Bundles;
let services: StubServices;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'click2mail-starts-'));
  bundles = new Bundles(folder);
  services = await startStubServices();
});
afterAll(async () => {
  await services.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a function loads of Node beyond node:https, which it speaks over. One more is read and run at every cold start. */
const MODULES_OF_NODE = ['console', 'internal/fs/sync_write_stream', 'process', 'timers/promises'];

describe('the start of a deployed function', () => {
  test.each(FUNCTION_NAMES)('of %s loads no more of Node, nor does its first answer', async (name) => {
    const deployed = bundles.deployedFor(`${services.origin}/v2`, name);
    const start = await profiledStart(name, deployed, services);
    const loaded = modulesOfNode(start).map(([module]) => module);
    expect(loaded.filter((module) => !MODULES_OF_NODE.includes(module))).toEqual([]);
  });
});
