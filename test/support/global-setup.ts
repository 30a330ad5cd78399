import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { synthesiseWith, TEST_ASSEMBLY, TEST_OUTPUT } from './assembly.ts';
import { TEST_SETTINGS } from './settings.ts';

export default function setUp(): void {
  rmSync(TEST_OUTPUT, { recursive: true, force: true });
  mkdirSync(TEST_OUTPUT, { recursive: true });
  // The tests start the app and the commands a hundred times: their modules are compiled once.
  process.env['NODE_COMPILE_CACHE'] = join(TEST_OUTPUT, 'compile-cache');
  synthesiseWith(TEST_SETTINGS, TEST_ASSEMBLY);
}
