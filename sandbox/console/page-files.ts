import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import type { LoopbackResponse } from '../loopback-server.ts';

const FOLDER = join(import.meta.dirname, 'page');

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Everything comes from this server and nothing is written into the page: no script, style or connection besides. */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** The files of the console's page by path, as they are answered. */
export function pageFiles(): ReadonlyMap<string, LoopbackResponse> {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const type = TYPES[extname(name)];
    if (type === undefined) return [];
    const headers = { 'content-type': type, ...SECURITY_HEADERS };
    const path = name === 'index.html' ? '/' : `/${name.replaceAll(sep, '/')}`;
    return [[path, { status: 200, headers, body: readFileSync(join(FOLDER, name)) }] as const];
  });
  return new Map(files);
}
