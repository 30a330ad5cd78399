import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { measuredParts } from '../../tools/measured-parts.ts';

const ROOT = join(import.meta.dirname, '..', '..');

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'click2mail-measuring-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// On so little that it takes seconds. The others of the page take minutes, or hours, however they are asked.
test.each([
  ['soak', 'test/soak/soak.ts', ['--rotations', '1', '--consumers', '1'], /\n- The consumers made [\d,]+ requests; 0 /],
  [
    'histories',
    'test/simulation/simulate.ts',
    ['--runs', '2', '--rotations', '1'],
    /^\d+ histories; 0 broke a promise/,
  ],
] as const)(
  '%s are measured by the program of the page, which writes them into it',
  async (part, program, args, found) => {
    const page = join(folder, `${part}.md`);
    copyFileSync(join(ROOT, 'docs', 'reliability.md'), page);
    await promisify(execFile)(process.execPath, [program, ...args, '--docs', page], { cwd: ROOT });
    const written = measuredParts(readFileSync(page, 'utf8')).get(part);
    expect(written).toMatch(found);
    expect(written).toMatch(
      new RegExp(`\n\nMeasured by \`npm run \\w+ -- ${args.slice(0, 2).join(' ')} .*\` at commit `),
    );
  },
);
