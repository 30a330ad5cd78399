import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { FunctionSettings } from '../functions/lambda/settings.ts';

/** In a process of its own: constructs are made in one go, and the bundler's plugins are asked asynchronously. */
const BUNDLER = join(import.meta.dirname, 'bundling', 'bundle-function.ts');

/**
 * The code of every kind of function, built once, and with the settings of a stack's clients beside it once for each
 * stack. One module without what our options never use: a cold start has no more to read.
 */
export class FunctionBundles {
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

  /** The code of a function, by the name of its folder, for the stack with these settings. */
  codeOf(name: string, stackName: string, settings: FunctionSettings): Code {
    if (!this.#built.has(name)) execFileSync(process.execPath, [BUNDLER, name, join(this.#directory, name)]);
    this.#built.add(name);
    const asset = join(this.#directory, stackName, name);
    rmSync(asset, { recursive: true, force: true });
    cpSync(join(this.#directory, name), asset, { recursive: true });
    writeFileSync(join(asset, 'settings.json'), JSON.stringify(settings, undefined, 2));
    return Code.fromAsset(asset);
  }
}
