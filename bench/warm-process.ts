import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { CONTEXT } from './fresh-process.ts';

/** Many invocations one after another. */
export interface WarmRun {
  readonly perSecond: number;
  /** Microseconds. */
  readonly p50: number;
  readonly p99: number;
}

interface WarmProcessOptions {
  readonly file: string;
  readonly event: unknown;
  readonly environment: Readonly<Record<string, string>>;
  /** How many invocations each run has. */
  readonly invocations: number;
}

/** A handler in a process of its own, warm; what it writes is read from a pipe, as Lambda does, and dropped. */
export class WarmProcess {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start({ file, event, environment, invocations }: WarmProcessOptions): Promise<WarmProcess> {
    const program = join(import.meta.dirname, 'warm-loop.ts');
    const args = [program, file, JSON.stringify(event), JSON.stringify(CONTEXT), String(invocations)];
    const child = spawn(process.execPath, args, { env: environment, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    child.stdout?.resume();
    const [said] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as unknown[];
    if (said !== 'ready') throw new Error(`The handler of ${file} failed.`);
    return new WarmProcess(child);
  }

  async run(): Promise<WarmRun> {
    this.#child.send('run');
    const [run] = (await once(this.#child, 'message')) as [WarmRun];
    return run;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }
}
