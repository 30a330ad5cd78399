import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Where `npm run build` puts AWS's runtime interface client: its own package would be compiled on the user's machine. */
const BUNDLED = fileURLToPath(new URL('./aws-lambda-ric.mjs', import.meta.url));

/** Path of AWS's runtime interface client: the one that the package brings, or that of the development dependency. */
export const RUNTIME_INTERFACE_CLIENT = existsSync(BUNDLED)
  ? BUNDLED
  : createRequire(import.meta.url).resolve('aws-lambda-ric');
