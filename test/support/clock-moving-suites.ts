import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const START = join(ROOT, 'test/support/tests-start.ts');
const IN_PROCESS = join(ROOT, 'test/support/in-process-function.ts');

/**
 * The suites that move a clock which starts where tests start, as paths: they are run from several starts.
 * @throws Error when none is found, for nobody would miss them
 */
export function clockMovingSuites(): string[] {
  const suites = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !name.startsWith('long/'))
    .map((name) => join(ROOT, 'test', name))
    .filter((suite) => {
      const files = withAllThatItImports(suite);
      // A handler in the tests' own process has the machine's clock: its sandbox must not be years away from it.
      return files.has(START) && !files.has(IN_PROCESS) && [...files].some((file) => MOVES.test(read(file)));
    })
    .map((suite) => relative(ROOT, suite))
    .toSorted();
  if (suites.length === 0) throw new Error('No suite is found that moves the clock.');
  return suites;
}

const MOVES = /\.advance\(|advanceSeconds|'--once'/;

/** Of the tests alone; the simulation has sources as texts. */
function withAllThatItImports(file: string, known = new Set<string>()): Set<string> {
  known.add(file);
  for (const [, path = ''] of read(file).matchAll(/from '(\.[^']+)'/g)) {
    const imported = join(dirname(file), path);
    const isTheirs = imported.startsWith(join(ROOT, 'test')) && existsSync(imported);
    if (isTheirs && !known.has(imported)) withAllThatItImports(imported, known);
  }
  return known;
}

function read(file: string): string {
  return readFileSync(file, 'utf8');
}
