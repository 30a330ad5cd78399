import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Metafile } from 'esbuild';

/** A handler, bundled. */
export interface Bundle {
  /** The module that exports the handler. */
  readonly file: string;
  /** Bytes that are deployed, settings aside: a cold start reads them all. */
  readonly bytes: number;
  /** The same, each file compressed by itself. */
  readonly gzippedBytes: number;
  /** Bytes by package, largest first; our own code is `functions`, the names of Node's own modules are `Node`. */
  readonly packages: readonly (readonly [name: string, bytes: number])[];
}

/** What a bundler left in a folder, by what it said of it. */
export function bundleIn(folder: string, { outputs }: Metafile): Bundle {
  const modules = readdirSync(folder).filter((name) => name.endsWith('.mjs'));
  const contents = modules.map((name) => readFileSync(join(folder, name)));
  const total = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0);
  const shares = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = packageOf(path);
      shares.set(name, (shares.get(name) ?? 0) + bytesInOutput);
    }
  }
  return {
    file: join(folder, 'index.mjs'),
    bytes: total(contents.map(({ length }) => length)),
    gzippedBytes: total(contents.map((content) => gzipSync(content).length)),
    packages: [...shares].toSorted(([, a], [, b]) => b - a),
  };
}

/** The package that a module of a bundle belongs to. */
export function packageOf(path: string): string {
  if (path.startsWith('builtin-')) return 'Node';
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? 'functions';
}
