import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeWithSettings, type FunctionCode } from './function-code.ts';

/** Where `npm run build` puts them, seen from this file in dist/. */
const BUNDLES = fileURLToPath(new URL('../../bundles/', import.meta.url));

/** Whether there are any: a checkout has none. */
export function arePrebuilt(): boolean {
  return existsSync(BUNDLES);
}

/**
 * The functions as the package brings them, bundled before: whoever synthesises needs no bundler. They throw an Error
 * when they were never built.
 * @param directory gets the assets
 */
export function prebuiltFunctions(directory: string): FunctionCode {
  return (name, folder, settings) => {
    const bundle = join(BUNDLES, name);
    if (!existsSync(bundle)) throw new Error(`There is no code of ${name} in ${BUNDLES}: build it with npm run build.`);
    return codeWithSettings(bundle, join(directory, folder, name), settings);
  };
}
