import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FUNCTIONS_FOLDER, type FunctionsUnderTest, loadFunctions } from './functions-under-test.ts';
import type { Mutant } from './mutants.ts';

/** Inside the project, so that what the functions import is found. */
const COPIES_FOLDER = join(import.meta.dirname, '../../test-output/mutants');

/**
 * Lets something be done with a copy of the functions that has a defect. Production's own files are not touched.
 * @throws TypeError when what the mutant changes is not in the source, or is there twice: the mutant has to be mended
 */
export async function withMutant<T>(mutant: Mutant, work: (functions: FunctionsUnderTest) => Promise<T>): Promise<T> {
  mkdirSync(COPIES_FOLDER, { recursive: true });
  const folder = mkdtempSync(join(COPIES_FOLDER, 'm-'));
  try {
    cpSync(FUNCTIONS_FOLDER, folder, { recursive: true });
    for (const { file, from, to } of mutant.changes) {
      const path = join(folder, file);
      const source = readFileSync(path, 'utf8');
      if (source.split(from).length !== 2) {
        throw new TypeError(`The mutant "${mutant.name}" finds its place in ${file} not exactly once: ${from}`);
      }
      writeFileSync(path, source.replace(from, () => to));
    }
    return await work(await loadFunctions(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
