import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { exampleAssembly } from '../support/assembly.ts';
import { familyOf, gone } from '../support/programs/processes.ts';
import { FREE_PORTS } from '../support/programs/started-program.ts';
import { recordOutput } from '../support/secret-watch.ts';

const ROOT = join(import.meta.dirname, '..', '..');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'click2mail-ended-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `npm start`, as a script puts it into the background. */
async function npmStart(args: readonly string[], until: string) {
  const npm = spawn('npm', ['start', '--', ...FREE_PORTS, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const closed = once(npm, 'close');
  await new Promise<void>((resolve, reject) => {
    for (const stream of [npm.stdout, npm.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        recordOutput(String(chunk));
        output += String(chunk);
        if (output.includes(until)) resolve();
      });
    }
    npm.once('close', () => reject(new Error(`It ended before it wrote "${until}":\n${output}`)));
  });
  return { pid: npm.pid ?? 0, closed, output: () => output };
}

test('kill of npm start leaves no process and no port, and the file of --json had said where it was', async () => {
  const file = join(folder, 'ready.json');
  const started = await npmStart(['--assembly', exampleAssembly(), '--json', file], 'Ctrl-C ends');
  const { ports, urls, consumers, secrets } = JSON.parse(readFileSync(file, 'utf8')) as {
    ports: Record<string, number>;
    urls: Record<string, string>;
    consumers: object[];
    secrets: object[];
  };
  expect((await fetch(`${urls['console']}/health`)).status).toBe(200);
  expect(Object.keys(ports)).toEqual(['aws', 'api', 'console']);
  expect(urls).toEqual({
    aws: `http://127.0.0.1:${ports['aws']}`,
    api: `http://127.0.0.1:${ports['api']}/v2`,
    console: `http://127.0.0.1:${ports['console']}`,
  });
  expect(consumers).toContainEqual({ name: 'mail-merge', client: 'acme', functionName: expect.any(String) });
  const arn = expect.stringMatching(/^arn:aws:secretsmanager:us-east-1:\d+:secret:click2mail\/acme-\w{6}$/);
  expect(secrets).toContainEqual({ client: 'acme', name: 'click2mail/acme', arn });

  const family = familyOf(started.pid);
  // The shell's, the sandbox's, and a function's at least.
  expect(family.length).toBeGreaterThan(2);
  process.kill(started.pid, 'SIGTERM');
  await started.closed;
  await gone(family);
  for (const port of Object.values(ports)) {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
  }
});

test('while it synthesises, kill ends the CDK and the app that it runs', async () => {
  const started = await npmStart([], 'Synthesising');
  let family = familyOf(started.pid);
  // The CDK has started the app.
  while (family.length < 4) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    family = familyOf(started.pid);
  }
  process.kill(started.pid, 'SIGTERM');
  await started.closed;
  await gone(family);
  expect(started.output()).toContain('Ending the sandbox');
  expect(started.output()).not.toContain('Standing it up');
});
