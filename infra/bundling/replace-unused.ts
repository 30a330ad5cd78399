import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { REPLACEMENTS } from './replacements.ts';

/** Says that it is this plugin that asks where a module is. */
const ASKED_HERE = Symbol('asked here');

/** Bundles a stand-in in the place of every module of the table. */
export const replaceUnused: Plugin = {
  name: 'replace-unused',
  setup(build) {
    for (const { module, global, by } of REPLACEMENTS) {
      if (global !== undefined) continue;
      const path = /[^/]+\.js$/.exec(module)?.[0];
      if (path === undefined) {
        build.onResolve({ filter: exactly(module) }, () => ({ path: by, sideEffects: false }));
        continue;
      }
      // A package's own modules import one another by relative paths, with the ending or without.
      build.onResolve({ filter: endingIn(path) }, async ({ path: imported, pluginData, ...asked }) => {
        if (pluginData === ASKED_HERE) return undefined;
        const found = await build.resolve(imported, { ...asked, pluginData: ASKED_HERE });
        return found.path.endsWith(join('node_modules', module)) ? { path: by, sideEffects: false } : found;
      });
    }
  },
};

function exactly(module: string): RegExp {
  return new RegExp(`^${literally(module)}$`);
}

function endingIn(file: string): RegExp {
  return new RegExp(`/${literally(file.replace(/\.js$/, ''))}(?:\\.js)?$`);
}

function literally(text: string): string {
  return text.replaceAll(/[./]/g, '\\$&');
}
