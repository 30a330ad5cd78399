import { builtinModules } from 'node:module';
import type { Plugin } from 'esbuild';

/**
 * Takes of Node's own modules what is used. An import statement reads everything that such a module exports, and many
 * exports are loaded when they are first read: `http.WebSocket` brings undici, `util.parseArgs` and its like bring worker
 * threads, `crypto.webcrypto` another crypto. `process.getBuiltinModule` reads nothing.
 */
export const builtinModulesByName: Plugin = {
  name: 'builtin-modules-by-name',
  setup(build) {
    build.onResolve({ filter: /^(?:node:)?[a-z0-9_/]+$/ }, ({ path, kind }) => {
      const name = path.replace('node:', '');
      if (!builtinModules.includes(name)) return undefined;
      const namespace = kind === 'import-statement' ? 'builtin-by-name' : 'builtin-whole';
      return { path: name, namespace, sideEffects: false };
    });
    build.onLoad({ filter: /./, namespace: 'builtin-by-name' }, ({ path }) => ({ contents: namesOf(path) }));
    // `require` and `import()` want the module itself.
    build.onLoad({ filter: /./, namespace: 'builtin-whole' }, ({ path }) => ({
      contents: `module.exports = ${got(path)};`,
    }));
  },
};

function got(name: string): string {
  return `/* @__PURE__ */ process.getBuiltinModule('node:${name}')`;
}

/** A module that exports each name by itself: the bundler leaves out those that nobody imports. */
function namesOf(name: string): string {
  const names = Object.keys(process.getBuiltinModule(name) ?? {}).filter((key) => /^[\w$]+$/.test(key));
  const exported = names
    .filter((key) => key !== 'default')
    .map((key) => `const its_${key} = /* @__PURE__ */ (() => whole.${key})(); export { its_${key} as ${key} };`);
  return [`const whole = ${got(name)};`, 'export default whole;', ...exported].join('\n');
}
