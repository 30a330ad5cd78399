import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The suites in one file: the functions are loaded once for a mutant, not once for every suite. What is quick comes
 * first. A suite with hooks of its own is left out, unless they bear that they come with every test.
 */
const SUITES = [
  'unit/{core,rotation,revoke-superseded-tokens,vend-short-term-token}/*.test.ts',
  'unit/clients/{api-outcome,retry-policy,token-answer}.test.ts',
  'clients/{fresh-tokens,token-answers,click2mail-auth-issue,click2mail-auth-refusals}.test.ts',
  'simulation/scenarios.test.ts',
];

const TEST = join(import.meta.dirname, '..');

for (const suite of SUITES.flatMap((pattern) => globSync(pattern, { cwd: TEST }).toSorted())) {
  await import(pathToFileURL(join(TEST, suite)).href);
}
