import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { MeasuredPart, measuredParts } from '../../tools/measured-parts.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PAGE =
  'Before.\n<!-- measured: a -->\nold\n<!-- end of a -->\nBetween.\n<!-- measured: b -->\n<!-- end of b -->\n';

const SOURCE = /^Not measured yet\.$|\n\nMeasured by `npm run [^`]+` at commit [^\n]+\.$/;

let folder: string;
let page: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'click2mail-parts-'));
  page = join(folder, 'page.md');
});
beforeEach(() => writeFileSync(page, PAGE));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what a run measured', () => {
  test('replaces what stood in its part, says where it is from, and leaves the rest of the page', () => {
    new MeasuredPart(page, 'a').write('npm run b', '$1 new');
    const written = readFileSync(page, 'utf8');
    expect(written.replace(/<!-- measured: a[\s\S]*end of a -->/, '')).toBe(PAGE.replace(/<!-- m[^]*end of a -->/, ''));
    const [content, source] = measuredParts(written).get('a')?.split('\n\n') ?? [];
    expect(content).toBe('$1 new');
    expect(source).toMatch(/^Measured by `npm run b` at commit \w+( \(with changes\))? on \d{4}-\d\d-\d\d\.$/);
  });

  test('is refused when the run begins and the page has no part for it', () => {
    expect(() => new MeasuredPart(page, 'c')).toThrow('has no part for "c"');
    expect(readFileSync(page, 'utf8')).toBe(PAGE);
  });
});

describe.each(['docs/reliability.md', 'docs/performance.md'])('%s', (name) => {
  const content = readFileSync(join(ROOT, name), 'utf8');

  test('has an end for every part, and a part says by what it was measured', () => {
    const parts = measuredParts(content);
    expect(parts.size).toBeGreaterThan(0);
    expect([...content.matchAll(/<!-- (measured:|end of) /g)]).toHaveLength(2 * parts.size);
    for (const part of parts.values()) expect(part).toMatch(SOURCE);
  });
});
