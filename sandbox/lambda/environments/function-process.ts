import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { functionNode } from './function-node.ts';
import type { ProcessEnd } from './invocation-outcome.ts';
import { ProcessOutput } from './process-output.ts';
import { RUNTIME_INTERFACE_CLIENT } from './runtime-interface-client.ts';

interface FunctionProcessOptions {
  readonly codeDirectory: string;
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  /** File that holds the clock's offset. */
  readonly clockFile: string;
  readonly onLine: (line: string) => void;
}

/** A Node process that runs AWS's runtime interface client with the function's code. */
export class FunctionProcess {
  /** Resolves when the process is gone and its output has been read. */
  readonly ended: Promise<ProcessEnd>;
  readonly #child: ChildProcess;
  readonly #outputs: readonly ProcessOutput[];
  #alive = true;

  constructor({ codeDirectory, handler, environment, clockFile, onLine }: FunctionProcessOptions) {
    const preload = new URL('./preload/preload.mjs', import.meta.url);
    preload.searchParams.set('clock', clockFile);
    const child = spawn(functionNode(), ['--import', preload.href, RUNTIME_INTERFACE_CLIENT, handler], {
      cwd: codeDirectory,
      env: { ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#outputs = [new ProcessOutput(child.stdout, onLine), new ProcessOutput(child.stderr, onLine)];
    this.ended = endOf(child).finally(() => (this.#alive = false));
    child.once('exit', () => (this.#alive = false));
  }

  /** The process's id; undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  get alive(): boolean {
    return this.#alive;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  expectMark(): void {
    for (const output of this.#outputs) output.expectMark();
  }

  /** Resolves when the invocation's output has been read to its mark. */
  async outputComplete(): Promise<void> {
    await Promise.all(this.#outputs.map((output) => output.complete()));
  }
}

async function endOf(child: ChildProcess): Promise<ProcessEnd> {
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = await new Promise<ProcessEnd>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => resolve({ code: null, signal: null, reason: error.message }));
  });
  // A process that the function itself started may hold the pipes open.
  const enough = new AbortController();
  await Promise.race([closed, wait(1000, undefined, { signal: enough.signal }).catch(() => undefined)]);
  enough.abort();
  return end;
}
