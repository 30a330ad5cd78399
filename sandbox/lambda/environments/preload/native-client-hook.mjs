import { registerHooks } from 'node:module';

/**
 * AWS's runtime interface client talks to the Runtime API through a C++ addon that has to be compiled on the
 * machine. This gives it `runtime-api-client.mjs` in the addon's place.
 */
export function replaceNativeClient() {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === './rapid-client.node'
        ? { url: new URL('./runtime-api-client.mjs', import.meta.url).href, format: 'module', shortCircuit: true }
        : next(specifier, context),
  });
}
