import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync, type Metafile } from 'esbuild';
import { buildBundles } from '../../infra/bundling/function-bundles.ts';
import { FUNCTION_NAMES } from '../../infra/function-names.ts';

/**
 * Bundles every kind of function, as the app does when it is synthesised.
 * @returns what is in them
 */
export function bundleFunctions(directory: string): Metafile[] {
  buildBundles(directory);
  return FUNCTION_NAMES.map((name) => {
    // Of use here and not to whoever installs the package.
    const metafile = join(directory, `${name}.meta.json`);
    const content = JSON.parse(readFileSync(metafile, 'utf8')) as Metafile;
    rmSync(metafile);
    return content;
  });
}

/**
 * Bundles AWS's runtime interface client: installing its own package would compile C++ for minutes. The addon that it
 * compiles is not needed, because the sandbox's preload stands in for it.
 * @returns what is in it
 */
export function bundleRuntimeInterfaceClient(dist: string): Metafile {
  const { metafile } = buildSync({
    entryPoints: [join(import.meta.dirname, '..', '..', 'node_modules', 'aws-lambda-ric', 'index.mjs')],
    outfile: join(dist, 'sandbox', 'lambda', 'environments', 'aws-lambda-ric.mjs'),
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    metafile: true,
    logLevel: 'warning',
  });
  return metafile;
}
