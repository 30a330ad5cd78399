import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** How much of what a program wrote is told when it fails. */
const TOLD_LINES = 20;

/**
 * Runs a program of this project with the Node that runs this, and waits for its end.
 * @throws Error with the last lines that it wrote when it fails, or the run is interrupted
 */
export async function runChild(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [join(ROOT, file), ...args], {
    cwd: ROOT,
    // The CDK starts programs by name, and they must be run by the Node that runs this.
    env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => child.kill('SIGINT');
  signal.addEventListener('abort', end);
  const written: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`${file} ended with ${code}:\n${lastLines(written.join(''))}`);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-TOLD_LINES).join('\n');
}
