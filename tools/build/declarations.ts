import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** What a package's users may import, by its declarations. */
const ENTRIES = ['infra/index.d.ts'];

/** A relative module in a declaration: behind `from`, in `import('…')`, or alone behind `import`. */
const SPECIFIER = /(?<=\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)(['"])(\.{1,2}\/[^'"]+)\1/g;

/**
 * Keeps those declarations that users reach, and has them name each other as `.js`. The compiler leaves `.ts` in
 * declarations (https://github.com/microsoft/TypeScript/issues/61037), which not every editor and tool takes.
 * @throws Error when one names a module that is not there
 */
export function mendDeclarations(dist: string): void {
  const reached = new Set<string>();
  for (const entry of ENTRIES) mend(join(dist, entry), reached);
  for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const path = join(dist, name);
    if (path.endsWith('.d.ts') && !reached.has(path)) rmSync(path);
  }
}

function mend(path: string, reached: Set<string>): void {
  if (reached.has(path)) return;
  reached.add(path);
  const text = readFileSync(path, 'utf8');
  const mended = text.replaceAll(SPECIFIER, (_all, quote: string, specifier: string) => {
    const module = specifier.replace(/\.[jt]s$/, '');
    mend(`${resolve(dirname(path), module)}.d.ts`, reached);
    return `${quote}${module}.js${quote}`;
  });
  writeFileSync(path, mended);
}
