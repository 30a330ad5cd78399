import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { ROWS } from '../../bench/rows.ts';

const ROOT = join(import.meta.dirname, '..', '..');

// On so little that it says nothing of speed. The other rows start processes and stacks by the dozen.
test('the benchmark prints one table with the rows that are asked for', async () => {
  const rows = ROWS.filter(({ number }) => [2, 4, 5].includes(number));
  const args = ['bench/bench.ts', '--quick', '--rows', rows.map(({ number }) => number).join(',')];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  for (const { number, title } of rows) {
    expect(stdout).toMatch(new RegExp(`│\\s+${number} │ ${title.replaceAll('.', '\\.')}`));
  }
  expect(stdout).not.toContain('NaN');
});

test('a row that does not exist is refused with a sentence', async () => {
  const running = promisify(execFile)(process.execPath, ['bench/bench.ts', '--rows', '1,9'], { cwd: ROOT });
  await expect(running).rejects.toThrow('The rows are 1 to 7.');
});
