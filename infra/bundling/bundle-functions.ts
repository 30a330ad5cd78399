import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { FUNCTION_NAMES, type FunctionName } from '../function-names.ts';
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
 * Bundles every kind of function, each into a folder that has nothing else; `<folder>.meta.json` says what is in it. In
 * one go: what they share is read once.
 */
async function bundleFunctions(directory: string): Promise<void> {
  for (const name of FUNCTION_NAMES) rmSync(join(directory, name), { recursive: true, force: true });
  const handlers = FUNCTION_NAMES.map((name) => [`${name}/index`, join(PROJECT, 'functions', name, 'handler.ts')]);
  const entryPoints = Object.fromEntries(handlers) as Record<string, string>;
  const { metafile } = await build({ ...BUNDLING, entryPoints, outdir: directory });
  for (const name of FUNCTION_NAMES) {
    writeFileSync(join(directory, `${name}.meta.json`), JSON.stringify(partOf(metafile, name)));
  }
}

/** What the bundler says of one function: its output, and all that its handler leads to. */
function partOf({ inputs, outputs }: Metafile, name: FunctionName): Metafile {
  const reached = new Set([`functions/${name}/handler.ts`]);
  for (const path of reached) for (const imported of inputs[path]?.imports ?? []) reached.add(imported.path);
  const only = <Value>(all: Readonly<Record<string, Value>>, isPart: (path: string) => boolean) =>
    Object.fromEntries(Object.entries(all).filter(([path]) => isPart(path)));
  return {
    inputs: only(inputs, (path) => reached.has(path)),
    outputs: only(outputs, (path) => path.endsWith(`/${name}/index.mjs`)),
  };
}

const [directory] = process.argv.slice(2);
if (import.meta.main && directory !== undefined) await bundleFunctions(directory);
