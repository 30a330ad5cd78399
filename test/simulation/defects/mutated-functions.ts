import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FUNCTIONS_FOLDER, type FunctionsUnderTest, loadFunctions } from '../world/functions-under-test.ts';
import type { Mutant } from './mutants.ts';

const PROJECT = join(FUNCTIONS_FOLDER, '..');

/**
 * Lets something be done with a copy of the functions that has a defect. Production's own files are not touched.
 * @throws TypeError when what the mutant changes is not in the source, or is there twice: the mutant has to be mended
 */
export async function withMutant<T>(mutant: Mutant, work: (functions: FunctionsUnderTest) => Promise<T>): Promise<T> {
  const copy = mkdtempSync(join(tmpdir(), 'mutant-'));
  try {
    const folder = join(copy, 'functions');
    cpSync(FUNCTIONS_FOLDER, folder, { recursive: true });
    cpSync(join(PROJECT, 'package.json'), join(copy, 'package.json'));
    symlinkSync(join(PROJECT, 'node_modules'), join(copy, 'node_modules'));
    for (const { file, from, to } of mutant.changes) {
      const path = join(folder, file);
      const source = readFileSync(path, 'utf8');
      if (source.split(from).length !== 2) {
        throw new TypeError(`The mutant "${mutant.name}" finds its place in ${file} not exactly once: ${from}`);
      }
      writeFileSync(
        path,
        source.replace(from, () => to),
      );
    }
    return await work(await loadFunctions(folder));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
