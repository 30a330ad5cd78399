import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Waits until its input ends, which it does with whoever holds the other end, and removes the folder. */
const REMOVE_AFTER_INPUT = 'cat >/dev/null; rm -rf -- "$0"';

/** A folder that goes with this process, also when it is killed and can remove nothing itself. */
export class TemporaryFolder {
  readonly path: string;
  readonly #guard: ChildProcess;

  constructor(prefix: string) {
    this.path = mkdtempSync(join(tmpdir(), prefix));
    // In a group of its own, so that Ctrl-C does not end it before it has done its work.
    this.#guard = spawn('sh', ['-c', REMOVE_AFTER_INPUT, this.path], {
      cwd: tmpdir(),
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // Without a shell the folder is removed by `remove` alone.
    this.#guard.once('error', () => undefined);
    this.#guard.unref();
    (this.#guard.stdin as Partial<{ unref(): void }> | null)?.unref?.();
  }

  async remove(): Promise<void> {
    rmSync(this.path, { recursive: true, force: true });
    if (this.#guard.pid === undefined || this.#guard.exitCode !== null) return;
    const gone = once(this.#guard, 'exit');
    this.#guard.ref();
    this.#guard.stdin?.end();
    await gone;
  }
}
