import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { builtinModulesByName } from './builtin-modules.ts';
import { REPLACEMENTS } from './replacements.ts';
import { replaceUnused } from './replace-unused.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

const GLOBALS = REPLACEMENTS.flatMap(({ global, by }) => (global === undefined ? [] : [{ global, by }]));

/** How whatever runs in Lambda is bundled. */
export const BUNDLING = {
  outExtension: { '.js': '.mjs' },
  absWorkingDir: PROJECT,
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  plugins: [replaceUnused, builtinModulesByName],
  // A stand-in for a global exports its last name.
  define: Object.fromEntries(GLOBALS.map(({ global }) => [global, global.split('.').at(-1) ?? ''])),
  inject: GLOBALS.map(({ by }) => by),
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
} as const satisfies BuildOptions;

/**
 * Bundles a function, by the name of its folder, into a folder that has nothing else; `<folder>.meta.json` says what is
 * in it.
 */
async function bundleFunction(name: string, outdir: string): Promise<void> {
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  const entryPoints = { index: join(PROJECT, 'functions', name, 'handler.ts') };
  const { metafile } = await build({ ...BUNDLING, entryPoints, outdir });
  writeFileSync(`${outdir}.meta.json`, JSON.stringify(metafile));
}

const [name, outdir] = process.argv.slice(2);
if (import.meta.main && name !== undefined && outdir !== undefined) await bundleFunction(name, outdir);
