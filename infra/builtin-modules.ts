import { mkdirSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';

/**
 * Modules that give Node's own modules by `process.getBuiltinModule`, for a bundler to put in their places. An `import`
 * statement of a module of Node's reads everything that it exports, and with node:http that loads the whole of undici
 * for the sake of `http.WebSocket`: a tenth of a function's cold start, for what it never uses.
 * @param directory where the modules are written
 * @returns paths by names, with and without `node:`
 */
export function builtinsWithoutImport(directory: string): Record<string, string> {
  mkdirSync(directory, { recursive: true });
  const names = builtinModules.filter((name) => !name.startsWith('_') && !name.startsWith('node:'));
  return Object.fromEntries(
    names.flatMap((name) => {
      const path = join(directory, `${name.replaceAll('/', '-')}.cjs`);
      writeFileSync(path, `module.exports=process.getBuiltinModule('node:${name}');\n`);
      return [
        [name, path],
        [`node:${name}`, path],
      ];
    }),
  );
}
