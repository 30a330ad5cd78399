import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, getState } from 'jest-circus';

/** What mutants are tried on: what is pure, and the simulation. What is quick comes first. */
const SUITES = [
  'unit/{core,rotation,revoke-superseded-tokens,vend-short-term-token}/*.test.ts',
  'unit/clients/{api-outcome,fresh-tokens,retry-policy,token-answer}.test.ts',
  'simulation/scenarios.test.ts',
];

/** Loads the suites. Each has a block of its own, so that its hooks are its own. */
export async function loadSuites(testFolder: string): Promise<void> {
  const state = getState();
  const root = state.rootDescribeBlock;
  for (const suite of SUITES.flatMap((pattern) => globSync(pattern, { cwd: testFolder }).toSorted())) {
    let block = root;
    describe(suite, () => void (block = state.currentDescribeBlock));
    state.currentDescribeBlock = block;
    await import(pathToFileURL(join(testFolder, suite)).href);
    state.currentDescribeBlock = root;
  }
}
