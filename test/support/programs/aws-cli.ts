import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';

/** The AWS CLI: the system's package where there is one, for it is what CI installs. */
export const AWS_CLI = existsSync('/usr/bin/aws') ? '/usr/bin/aws' : 'aws';

/** Whether its second version is there; says so once where it is not. The first has other exit codes and other dates. */
export function hasAwsCli(): boolean {
  const { status, stdout } = spawnSync(AWS_CLI, ['--version'], { encoding: 'utf8' });
  const isThere = status === 0 && stdout.startsWith('aws-cli/2.');
  if (!isThere) process.stderr.write('The AWS CLI, version 2, is not installed: its tests are skipped.\n');
  return isThere;
}

/** What the administrator signs in with. */
const ADMINISTRATOR = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

/** Runs a command of the CLI against an endpoint, and gives what it wrote, to whichever stream. */
export async function runAwsCli(
  endpoint: string,
  words: readonly string[],
  credentials: Readonly<Record<string, string>> = ADMINISTRATOR,
): Promise<{ readonly status: number | null; readonly output: string }> {
  const settings = ['--endpoint-url', endpoint, '--region', 'us-east-1'];
  const child = spawn(AWS_CLI, [...settings, ...words], {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', AWS_PAGER: '', ...credentials },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, output };
}
