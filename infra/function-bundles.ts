import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { FunctionSettings } from '../functions/lambda/settings.ts';
import { codeWithSettings, type FunctionCode } from './constructs/function-code.ts';

/** In a process of its own: constructs are made in one go, and the bundler's plugins are asked asynchronously. */
const BUNDLER = join(import.meta.dirname, 'bundling', 'bundle-function.ts');

/**
 * The code of every kind of function, built once, and with the settings of a stack's clients beside it once for each
 * stack. One module without what our options never use: a cold start has no more to read.
 */
export class FunctionBundles implements FunctionCode {
  readonly #directory: string;
  readonly #built: Set<string>;

  /**
   * @param directory gets `<function>/`, the code; `<function>.meta.json`, which says what is in it; and
   * `<stack>/<function>/`, the asset
   * @param built functions whose code is in the directory already
   */
  constructor(directory: string, built: Iterable<string> = []) {
    this.#directory = directory;
    this.#built = new Set(built);
  }

  codeOf(name: string, folder: string, settings: FunctionSettings): Code {
    if (!this.#built.has(name)) this.build(name);
    this.#built.add(name);
    return codeWithSettings(join(this.#directory, name), join(this.#directory, folder, name), settings);
  }

  /** Bundles a function into its own folder. */
  build(name: string): void {
    execFileSync(process.execPath, [BUNDLER, name, join(this.#directory, name)]);
  }
}
