import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { ROWS } from '../../bench/rows.ts';

const ROOT = join(import.meta.dirname, '..', '..');

// Each row on so little that it says nothing of speed: on a free machine in half a minute, on a busy one in more.
test('the benchmark prints one table with every row', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['bench/bench.ts', '--quick'], { cwd: ROOT });
  for (const { number, title } of ROWS)
    expect(stdout).toMatch(new RegExp(`│\\s+${number} │ ${title.replaceAll('.', '\\.')}`));
  expect(stdout).not.toContain('NaN');
}, 240_000);

test('a row that does not exist is refused with a sentence', async () => {
  const running = promisify(execFile)(process.execPath, ['bench/bench.ts', '--rows', '1,9'], { cwd: ROOT });
  await expect(running).rejects.toThrow('The rows are 1 to 7.');
});
