import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { TemporaryFolder } from '../../sandbox/temporary-folder.ts';

test('a temporary folder is gone with all that is in it when it is removed', async () => {
  const folder = new TemporaryFolder('temporary-folder-');
  writeFileSync(join(folder.path, 'file'), '');
  await folder.remove();
  expect(existsSync(folder.path)).toBe(false);
});

test('a temporary folder is removed when its process is killed', async () => {
  const source = new URL('../../sandbox/temporary-folder.ts', import.meta.url).href;
  const program = `import { TemporaryFolder } from '${source}';
    console.log(new TemporaryFolder('temporary-folder-').path);
    setInterval(() => {}, 1e9);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const path = line.toString().trim();
  expect(existsSync(path)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  while (existsSync(path)) await wait(20);
});

test('a temporary folder keeps no program running that is done', async () => {
  const source = new URL('../../sandbox/temporary-folder.ts', import.meta.url).href;
  const program = `import { TemporaryFolder } from '${source}'; console.log(new TemporaryFolder('temporary-folder-').path)`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(0);
  while (existsSync(line.toString().trim())) await wait(20);
});
