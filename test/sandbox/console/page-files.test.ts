import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runConsole, type RunningConsole } from './running-console.ts';

const FOLDER = join(import.meta.dirname, '../../../sandbox/console/page');
const named = (ending: string) =>
  readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending));

let running: RunningConsole;
beforeAll(async () => {
  running = await runConsole();
});
afterAll(() => running.close());

test.each([
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/icon.svg', 'icon.svg', 'image/svg+xml'],
  ...named('.css').map((name) => [`/${name}`, name, 'text/css; charset=utf-8'] as const),
  ...named('.js').map((name) => [`/${name}`, name, 'text/javascript; charset=utf-8'] as const),
])('%s is the file as it is, of its type, and nobody keeps it', async (path, file, type) => {
  const { status, headers, text } = await running.ask(`GET ${path}`);
  expect([status, text]).toEqual([200, readFileSync(join(FOLDER, file), 'utf8')]);
  expect(headers).toMatchObject({
    'content-type': type,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  });
});

test('nothing but its own files may run, be shown or be asked, and nobody may frame it', async () => {
  const { headers } = await running.ask('GET /');
  const policy = String(headers['content-security-policy']).split('; ');
  expect(policy.toSorted()).toEqual([
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "img-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
  ]);
});

test('no script and no style is written into the page, and it names no other address', () => {
  const page = readFileSync(join(FOLDER, 'index.html'), 'utf8');
  expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|https?:|javascript:/i);
  expect([...page.matchAll(/<script\b[^>]*>([^<]*)/g)].map(([, content]) => content)).toEqual(['']);
});

test.each(['/', '/styles/page.css', '/main.js', '/api/state', '/health'])(
  'HEAD %s is answered as GET is, without the content',
  async (path) => {
    const [head, get] = await Promise.all([running.ask(`HEAD ${path}`), running.ask(`GET ${path}`)]);
    expect([head.status, head.text, head.headers['content-type']]).toEqual([200, '', get.headers['content-type']]);
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
  },
);

test.each(['https://evil.example', 'null'])('a page of the origin %s is not given it', async (origin) => {
  expect((await running.ask('GET /', { origin })).status).toBe(403);
});

test('whoever takes this machine for another one is not given it', async () => {
  expect((await running.ask('GET /', { host: 'evil.example' })).status).toBe(403);
});
