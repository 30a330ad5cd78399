import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { testAssembly, TEST_OUTPUT } from '../assembly.ts';

export default function setUp(): void {
  rmSync(TEST_OUTPUT, { recursive: true, force: true });
  mkdirSync(TEST_OUTPUT, { recursive: true });
  // The tests start the app and the commands a hundred times: their modules are compiled once.
  process.env['NODE_COMPILE_CACHE'] = join(TEST_OUTPUT, 'compile-cache');
  testAssembly();
}
