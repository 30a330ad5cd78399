import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ROWS } from '../../bench/rows.ts';
import { measuredParts } from '../../tools/measured-parts.ts';

const ROOT = join(import.meta.dirname, '..', '..');

const bench = (...args: string[]) => promisify(execFile)(process.execPath, ['bench/bench.ts', ...args], { cwd: ROOT });

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'click2mail-bench-test-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// On so little that it says nothing of speed. The other rows start processes and stacks by the dozen.
test('the benchmark prints the rows that are asked for, and writes them into their parts of a page', async () => {
  const page = join(folder, 'page.md');
  const part = (name: string) => `<!-- measured: ${name} -->\n<!-- end of ${name} -->\n`;
  writeFileSync(page, ROWS.map(({ name }) => part(name)).join('\n'));
  const asked = ['bundle-size', 'warm-vend', 'rotation'];
  const { stdout } = await bench('--quick', '--rows', asked.join(','), '--docs', page);
  expect(stdout).not.toContain('NaN');
  for (const [name, written] of measuredParts(readFileSync(page, 'utf8'))) {
    if (!asked.includes(name)) {
      expect(written).toBe('');
      continue;
    }
    const [found = '', surroundings, source] = written.split(/\n\n(?=Node |Measured by )/);
    expect(stdout).toContain(found);
    expect(found).toMatch(/^\| measured \| ours \|[^\n]*\n\| --- \| ---: \|/);
    expect(surroundings).toMatch(/^Node v\d+/);
    expect(source).toContain(`\`npm run bench -- --rows ${name} --quick\``);
  }
});

test('the page on performance has a part for every row', () => {
  const page = readFileSync(join(ROOT, 'docs', 'performance.md'), 'utf8');
  expect([...measuredParts(page).keys()]).toEqual(ROWS.map(({ name }) => name));
});

test('a row that does not exist is refused with a sentence', async () => {
  await expect(bench('--rows', 'cold-start,heat')).rejects.toThrow('The rows are cold-start, profile, bundle-size, ');
});
