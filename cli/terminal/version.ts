import { readFileSync } from 'node:fs';
import { IS_INSTALLED } from './typed-as.ts';

/** The version of this project. */
export function projectVersion(): string {
  // What is compiled is in a folder of the package.
  const file = new URL(IS_INSTALLED ? '../../../package.json' : '../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}
