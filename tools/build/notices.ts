import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

const ROOT = join(import.meta.dirname, '..', '..');

/** The innermost package that a file belongs to. */
const PACKAGE = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

const LEGAL_FILE = /^(?:licen[cs]e|notice|third-party-licenses|copying)/i;

/** Licences under which a package may be handed on inside of another, with its notice. */
const ALLOWED = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0']);

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/**
 * Writes the notices of everything that was bundled.
 * @throws Error when a package's licence is not one of those that are allowed
 */
export function writeNotices(dist: string, metafiles: readonly Metafile[]): void {
  const files = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set(files.flatMap((file) => PACKAGE.exec(file)?.[0] ?? []));
  const notices = [...folders].toSorted().map((folder) => noticeOf(join(ROOT, folder)));
  const title = 'What other packages are in bundles/ and in aws-lambda-ric.mjs, and their notices.';
  writeFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), [title, ...notices].join(`\n\n${'-'.repeat(80)}\n\n`));
}

function noticeOf(folder: string): string {
  const {
    name,
    version,
    license = 'none',
  } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  if (!ALLOWED.has(license)) throw new Error(`${name} is under ${license}, and is not to be bundled.`);
  const texts = readdirSync(folder)
    .filter((file) => LEGAL_FILE.test(file))
    .toSorted()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`${name} ${version} (${license})`, ...texts].join('\n\n');
}
