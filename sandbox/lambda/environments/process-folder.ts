import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../clock.ts';
import { TemporaryFolder } from '../../temporary-folder.ts';

/** A temporary folder for the functions' processes: an empty home, and the file that tells them the time. */
export class ProcessFolder {
  readonly home: string;
  /** Holds the clock's offset in milliseconds as a little-endian double. */
  readonly clockFile: string;
  readonly #folder = new TemporaryFolder('sandbox-lambda-');
  readonly #clock: Clock;
  readonly #file: number;
  #removed = false;

  constructor(clock: Clock) {
    this.home = join(this.#folder.path, 'home');
    mkdirSync(this.home);
    this.clockFile = join(this.#folder.path, 'clock');
    this.#file = openSync(this.clockFile, 'w');
    this.#clock = clock;
    this.tellTime();
    clock.afterMove(() => this.tellTime());
  }

  /** Writes the clock's offset in one piece, so that no process can read half of it. */
  tellTime(): void {
    if (!this.#removed) writeSync(this.#file, new Float64Array([this.#clock.offset]), 0, 8, 0);
  }

  async remove(): Promise<void> {
    this.#removed = true;
    closeSync(this.#file);
    await this.#folder.remove();
  }
}
