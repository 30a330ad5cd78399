import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { FunctionSettings } from '../functions/lambda/settings.ts';
import { codeWithSettings, type FunctionCode } from './constructs/function-code.ts';

/** In a process of its own: constructs are made in one go, and the bundler's plugins are asked asynchronously. */
const BUNDLER = join(import.meta.dirname, 'bundling', 'bundle-functions.ts');

/**
 * The code of every kind of function, all built together when the first is asked for, and with the settings of a stack's
 * clients beside it once for each stack. One module without what our options never use: a cold start has no more to read.
 */
export class FunctionBundles implements FunctionCode {
  readonly #directory: string;
  #isBuilt: boolean;

  /**
   * @param directory gets `<function>/`, the code; `<function>.meta.json`, which says what is in it; and
   * `<stack>/<function>/`, the asset
   * @param isBuilt whether the code is in the directory already
   */
  constructor(directory: string, isBuilt = false) {
    this.#directory = directory;
    this.#isBuilt = isBuilt;
  }

  codeOf(name: string, folder: string, settings: FunctionSettings): Code {
    if (!this.#isBuilt) this.build();
    return codeWithSettings(join(this.#directory, name), join(this.#directory, folder, name), settings);
  }

  /** Bundles every kind of function, each into its own folder. */
  build(): void {
    execFileSync(process.execPath, [BUNDLER, this.#directory]);
    this.#isBuilt = true;
  }
}
