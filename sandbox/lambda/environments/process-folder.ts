import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../clock.ts';

/** A temporary folder for the functions' processes: an empty home, and the file that tells them the time. */
export class ProcessFolder {
  readonly home: string;
  /** Holds the clock's offset in milliseconds as a little-endian double. */
  readonly clockFile: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'sandbox-lambda-'));
  readonly #clock: Clock;
  readonly #file: number;
  #removed = false;

  constructor(clock: Clock) {
    this.home = join(this.#folder, 'home');
    mkdirSync(this.home);
    this.clockFile = join(this.#folder, 'clock');
    this.#file = openSync(this.clockFile, 'w');
    this.#clock = clock;
    this.tellTime();
    clock.afterMove(() => this.tellTime());
  }

  /** Writes the clock's offset in one piece, so that no process can read half of it. */
  tellTime(): void {
    if (!this.#removed) writeSync(this.#file, new Float64Array([this.#clock.offset]), 0, 8, 0);
  }

  remove(): void {
    this.#removed = true;
    closeSync(this.#file);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
