import { arePrebuilt, prebuiltFunctions } from './constructs/prebuilt-functions.ts';
import type { FunctionCode } from './constructs/function-code.ts';

/**
 * The code of the functions, for whoever synthesises settings: as an installed package brings it, or bundled now in a
 * checkout, where there is a bundler.
 * @param directory gets the assets
 */
export async function availableFunctions(directory: string): Promise<FunctionCode> {
  if (arePrebuilt()) return prebuiltFunctions(directory);
  const { functionBundles } = await import('./bundling/function-bundles.ts');
  return functionBundles(directory);
}
