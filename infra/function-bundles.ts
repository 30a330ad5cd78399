import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import type { FunctionSettings } from '../functions/lambda/settings.ts';

const PROJECT = join(import.meta.dirname, '..');

/** Packages that are CommonJS inside ask for Node's own modules with `require`, which an ES module does not have. */
const REQUIRE = "const require=process.getBuiltinModule('module').createRequire(import.meta.url);";

const NODE_HTTP = join(PROJECT, 'functions', 'clients', 'node-http.cjs');

/** What is bundled in the place of what was imported: less is read at a cold start. Each says why. */
const REPLACED = {
  '@aws-sdk/credential-provider-node': join(PROJECT, 'functions', 'clients', 'environment-credentials.ts'),
  http: NODE_HTTP,
  'node:http': NODE_HTTP,
};

/**
 * The code of every kind of function, built once, and with the settings of a stack's clients beside it once for each
 * stack. ES modules in pieces: Node reads on a cold start only those that it needs.
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
    if (!this.#built.has(name)) this.#build(name);
    this.#built.add(name);
    const asset = join(this.#directory, stackName, name);
    rmSync(asset, { recursive: true, force: true });
    cpSync(join(this.#directory, name), asset, { recursive: true });
    writeFileSync(join(asset, 'settings.json'), JSON.stringify(settings, undefined, 2));
    return Code.fromAsset(asset);
  }

  #build(name: string): void {
    const outdir = join(this.#directory, name);
    rmSync(outdir, { recursive: true, force: true });
    mkdirSync(outdir, { recursive: true });
    const { metafile } = buildSync({
      entryPoints: { index: join(PROJECT, 'functions', name, 'handler.ts') },
      outdir,
      outExtension: { '.js': '.mjs' },
      absWorkingDir: PROJECT,
      bundle: true,
      splitting: true,
      minify: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      mainFields: ['module', 'main'],
      alias: REPLACED,
      banner: { js: REQUIRE },
      legalComments: 'none',
      metafile: true,
      logLevel: 'warning',
    });
    writeFileSync(`${outdir}.meta.json`, JSON.stringify(metafile));
  }
}
