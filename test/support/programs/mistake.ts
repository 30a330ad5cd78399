import { join } from 'node:path';

/** The environment that makes a program, and whatever it starts, read a source file with a mistake in it. */
export function mistake(file: string, text: string, by: string): Record<string, string> {
  return {
    NODE_OPTIONS: `--import=${join(import.meta.dirname, 'source-replaced.ts')}`,
    REPLACED_IN_SOURCE: JSON.stringify({ file, text, by }),
  };
}
