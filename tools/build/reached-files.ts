import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A relative module: behind `from`, in `import('…')`, or alone behind `import`. */
const SPECIFIER = /(?<=\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)(['"])(\.{1,2}\/[^'"]+)\1/g;

/**
 * Removes from a folder what no import leads to: the compiler also writes what was imported for its types alone.
 * @param entries modules that users import or run, without their extension
 * @throws Error when a module is not there
 */
export function keepReachedModules(dist: string, entries: readonly string[]): void {
  keepReached(dist, entries, '.js');
}

/**
 * The same for declarations, which afterwards name each other as `.js`. The compiler leaves `.ts` in them
 * (https://github.com/microsoft/TypeScript/issues/61037), which not every editor and tool takes.
 */
export function keepReachedDeclarations(dist: string, entries: readonly string[]): void {
  keepReached(dist, entries, '.d.ts');
}

function keepReached(dist: string, entries: readonly string[], extension: '.js' | '.d.ts'): void {
  const reached = new Set<string>();
  for (const entry of entries) reach(join(dist, entry), extension, reached);
  for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const path = join(dist, name);
    if (path.endsWith(extension) && !reached.has(path)) rmSync(path);
  }
}

function reach(module: string, extension: string, reached: Set<string>): void {
  const path = `${module}${extension}`;
  if (reached.has(path)) return;
  reached.add(path);
  const text = readFileSync(path, 'utf8');
  const mended = text.replaceAll(SPECIFIER, (_all, quote: string, specifier: string) => {
    const name = specifier.replace(/\.[jt]s$/, '');
    reach(resolve(dirname(path), name), extension, reached);
    return `${quote}${name}.js${quote}`;
  });
  if (mended !== text) writeFileSync(path, mended);
}
