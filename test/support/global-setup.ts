import { mkdirSync, rmSync } from 'node:fs';
import { synthesiseWith, TEST_ASSEMBLY, TEST_OUTPUT } from './assembly.ts';
import { TEST_SETTINGS } from './settings.ts';

export default function setUp(): void {
  rmSync(TEST_OUTPUT, { recursive: true, force: true });
  mkdirSync(TEST_OUTPUT, { recursive: true });
  synthesiseWith(TEST_SETTINGS, TEST_ASSEMBLY);
}
