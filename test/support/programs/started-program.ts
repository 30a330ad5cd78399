import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { exampleAssembly } from '../assembly.ts';
import { recordOutput } from '../secret-watch.ts';
import { TESTS_START } from '../tests-start.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** A program of the project, started as its script starts it. */
export class StartedProgram {
  readonly process: ChildProcess;
  output = '';
  readonly #exited: Promise<number | null>;
  readonly #listeners = new Set<() => void>();

  constructor(file: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.process = spawn(process.execPath, [file, ...args], {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
        recordOutput(chunk.toString());
        this.#tell();
      });
    }
    this.#exited = new Promise((resolve) => {
      this.process.once('close', (code) => {
        resolve(code);
        this.#tell();
      });
    });
  }

  /** Resolves when the program has written this; rejects when it ends without. */
  written(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const isThere = this.output.includes(text);
        const isOver = this.process.exitCode !== null;
        if (!isThere && !isOver) return;
        this.#listeners.delete(look);
        if (isThere) resolve();
        else reject(new Error(`The program ended without writing "${text}":\n${this.output}`));
      };
      this.#listeners.add(look);
      look();
    });
  }

  exit(): Promise<number | null> {
    return this.#exited;
  }

  /** Ends the program as Ctrl-C does, and gives its exit code. */
  async interrupt(): Promise<number | null> {
    this.process.kill('SIGINT');
    return this.exit();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** `npm start` on the stack of cdk.json, which is synthesised once in a run, and at the time at which tests start. */
export async function startedSandbox(...more: readonly string[]): Promise<StartedProgram> {
  const start = TESTS_START === undefined ? [] : ['--start-at', TESTS_START];
  const args = ['--assembly', exampleAssembly(), ...start, ...FREE_PORTS, ...more];
  const program = new StartedProgram('sandbox/main.ts', args);
  await program.written('Ctrl-C ends');
  return program;
}

/** Arguments by which a sandbox takes ports that nobody else has. */
export const FREE_PORTS = ['--aws-port', '0', '--api-port', '0', '--console-port', '0'];

/** The environment that `npm start` prints for a shell. */
export function publishedBy(output: string): Record<string, string> {
  const lines = [...output.matchAll(/^ +export (\w+)=(\S+)$/gm)];
  return Object.fromEntries(lines.map(([, name = '', value = '']) => [name, value]));
}
