import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '..', '..');

/** The examples of a page: their language and their text. */
export function examplesIn(page: string): { readonly language: string; readonly text: string }[] {
  return [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].map(
    ([, language = '', text = '']) => ({ language, text }),
  );
}

/**
 * An example that imports this package as its users do, importing the sources instead: whether the package has what it
 * exports is tried on the packed one.
 */
export function onSources(text: string): string {
  return text.replaceAll(/'click2mail-token-rotation\/(consumer|sandbox)'/g, (_all, name: string) =>
    JSON.stringify(pathToFileURL(join(ROOT, name, 'index.ts')).href),
  );
}
