import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { dirname, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { BUNDLING } from '../../infra/bundling/bundle-functions.ts';
import type { FunctionName } from '../../infra/function-names.ts';
import { type Bundle, bundleIn } from '../bundle.ts';

/** A bundle whose modules call `mark` when their bodies begin. */
export interface MarkedBundle extends Bundle {
  readonly source: string;
  readonly metafile: Metafile;
}

/** Bundles a function as it is deployed, but not minified: the bundler then writes above each module whose it is. */
export async function markedBundle(name: FunctionName, deployed: Bundle, folder: string): Promise<MarkedBundle> {
  const outdir = join(folder, 'marked', name);
  const entryPoints = { index: join(BUNDLING.absWorkingDir, 'functions', name, 'handler.ts') };
  const { outputFiles, metafile } = await build({ ...BUNDLING, minify: false, write: false, entryPoints, outdir });
  const source = (outputFiles[0]?.text ?? '').replace(/^\/\/ (\S+)$/gm, (comment, module: string) =>
    module in metafile.inputs ? `${comment}\nglobalThis.mark(${JSON.stringify(module)});` : comment,
  );
  mkdirSync(outdir, { recursive: true });
  writeFileSync(join(outdir, 'index.mjs'), source);
  copyFileSync(join(dirname(deployed.file), 'settings.json'), join(outdir, 'settings.json'));
  return { ...bundleIn(outdir, metafile), source, metafile };
}

/** Characters of each module of a bundle, and how many of them ran. */
export function ranOf(
  { source }: MarkedBundle,
  coverage: readonly Profiler.FunctionCoverage[],
): Map<string, readonly [number, number]> {
  const ran = new Uint8Array(source.length).fill(1);
  for (const { ranges } of coverage) {
    for (const { count, startOffset, endOffset } of ranges) ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  }
  const begins = [...source.matchAll(/^globalThis\.mark\("(.*)"\);$/gm)];
  return new Map(
    begins.map(({ index, 1: module = '' }, position) => {
      const part = ran.subarray(index, begins[position + 1]?.index ?? source.length);
      return [module, [part.length, part.reduce((sum, one) => sum + one, 0)]];
    }),
  );
}
