import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { cdkArguments } from './deploy/cdk-arguments.ts';
import { refuseSandbox } from './deploy/refuse-sandbox.ts';
import { CommandProblem } from './terminal/exit-codes.ts';

const OWN_PROGRAMS = join(import.meta.dirname, '..', 'node_modules', '.bin');

try {
  const words = process.argv.slice(2);
  await refuseSandbox(words, process.env);
  // The CDK writes its question to the one and reads the answer from the other.
  const isAnswered = process.stdin.isTTY && process.stdout.isTTY;
  process.exitCode = await cdk(cdkArguments(words, isAnswered));
} catch (error) {
  if (!(error instanceof CommandProblem)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}

/** @returns the exit code; 1 where a signal ended it */
async function cdk(words: readonly string[]): Promise<number> {
  const PATH = [process.env['PATH'], OWN_PROGRAMS].join(delimiter);
  const child = spawn('cdk', words, {
    stdio: 'inherit',
    env: { ...process.env, PATH },
    shell: process.platform === 'win32',
  });
  // Ctrl-C reaches both; the CDK ends by itself, and says what becomes of the deployment.
  process.on('SIGINT', () => undefined);
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
