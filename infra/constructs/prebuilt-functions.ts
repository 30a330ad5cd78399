import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { FunctionSettings } from '../../functions/lambda/settings.ts';
import { codeWithSettings, type FunctionCode } from './function-code.ts';

/** Where `npm run build` puts them, seen from this file in dist/. */
const BUNDLES = fileURLToPath(new URL('../../bundles/', import.meta.url));

/** The functions as the package brings them, bundled before: whoever synthesises needs no bundler. */
export class PrebuiltFunctions implements FunctionCode {
  readonly #directory: string;

  static areThere(): boolean {
    return existsSync(BUNDLES);
  }

  /** @param directory gets the assets */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** @throws Error when they were never built */
  codeOf(name: string, folder: string, settings: FunctionSettings): Code {
    const bundle = join(BUNDLES, name);
    if (!existsSync(bundle)) throw new Error(`There is no code of ${name} in ${BUNDLES}: build it with npm run build.`);
    return codeWithSettings(bundle, join(this.#directory, folder, name), settings);
  }
}
