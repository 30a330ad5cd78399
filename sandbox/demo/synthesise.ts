import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Synthesises the app as `npm run synth` does, into a folder.
 * @param ending ends the CDK and whatever it started
 * @throws Error with what the CDK printed
 */
export async function synthesise(folder: string, ending: AbortSignal): Promise<void> {
  ending.throwIfAborted();
  const cdk = spawn(
    process.execPath,
    [join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk'), 'synth', '--quiet', '--output', folder],
    {
      cwd: ROOT,
      // The app is run by name, and must be run by the Node that runs this.
      env: {
        ...process.env,
        PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
        CDK_DISABLE_CLI_TELEMETRY: 'true',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: the CDK starts the app and does not end it when it is ended itself.
      detached: true,
    },
  );
  ending.addEventListener('abort', () => endGroup(cdk.pid), { once: true });
  const printed: string[] = [];
  for (const stream of [cdk.stdout, cdk.stderr]) stream.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    cdk.once('error', reject);
    cdk.once('close', resolve);
  });
  if (code !== 0) throw new Error(`The stack could not be synthesised:\n${printed.join('')}`);
}

function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}
