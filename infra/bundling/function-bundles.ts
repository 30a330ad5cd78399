import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { codeWithSettings, type FunctionCode } from '../constructs/function-code.ts';

/** In a process of its own: constructs are made in one go, and the bundler's plugins are asked asynchronously. */
const BUNDLER = join(import.meta.dirname, 'bundle-functions.ts');

/**
 * The code of every kind of function, all built together when the first is asked for, and with the settings of a stack's
 * clients beside it once for each stack. One module without what our options never use: a cold start has no more to read.
 * @param directory gets `<function>/`, the code; `<function>.meta.json`, which says what is in it; and
 * `<stack>/<function>/`, the asset
 * @param options whether the code is in the directory already
 */
export function functionBundles(directory: string, { isBuilt = false } = {}): FunctionCode {
  let isThere = isBuilt;
  return (name, folder, settings) => {
    if (!isThere) buildBundles(directory);
    isThere = true;
    return codeWithSettings(join(directory, name), join(directory, folder, name), settings);
  };
}

/** Bundles every kind of function, each into its own folder. */
export function buildBundles(directory: string): void {
  execFileSync(process.execPath, [BUNDLER, directory]);
}
