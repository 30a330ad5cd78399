import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Synthesises the app as `npm run synth` does, into a folder.
 * @throws Error with what the CDK printed
 */
export async function synthesise(folder: string): Promise<void> {
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
    },
  );
  const printed: string[] = [];
  for (const stream of [cdk.stdout, cdk.stderr]) stream.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    cdk.once('error', reject);
    cdk.once('close', resolve);
  });
  if (code !== 0) throw new Error(`The stack could not be synthesised:\n${printed.join('')}`);
}
