import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import type { FunctionSettings } from '../functions/client-settings.ts';

const PROJECT = join(import.meta.dirname, '..');

/** Packages that are CommonJS inside ask for Node's own modules with `require`, which an ES module does not have. */
const REQUIRE = "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);";

interface FunctionBundleProps {
  /** Name of the function's folder, for example `rotate-by-assertion`. */
  readonly name: string;
  readonly settings: FunctionSettings;
  /** File that exports `handler`; `functions/<name>/handler.ts` when absent. */
  readonly entryPoint?: string;
  /** Directory for `<name>/`, the asset, and `<name>.meta.json`, which says what is in it. */
  readonly buildDirectory: string;
}

/**
 * The code of one kind of function with the settings of every client beside it; a function's CLIENT_NAME tells which
 * of them is its own. ES modules in pieces: Node reads on a cold start only those that it needs.
 */
export function functionBundle({ name, settings, entryPoint, buildDirectory }: FunctionBundleProps): Code {
  const asset = join(buildDirectory, name);
  rmSync(asset, { recursive: true, force: true });
  mkdirSync(asset, { recursive: true });
  const { metafile } = buildSync({
    entryPoints: { index: entryPoint ?? join(PROJECT, 'functions', name, 'handler.ts') },
    outdir: asset,
    outExtension: { '.js': '.mjs' },
    absWorkingDir: PROJECT,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE },
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  writeFileSync(join(buildDirectory, `${name}.meta.json`), JSON.stringify(metafile));
  writeFileSync(join(asset, 'settings.json'), JSON.stringify(settings, undefined, 2));
  return Code.fromAsset(asset);
}
