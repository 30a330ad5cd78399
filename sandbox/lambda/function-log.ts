import type { Clock } from '../clock.ts';
import type { LogLine } from '../logs/log-line.ts';

/** How many lines of a function's log are kept. */
const KEPT_LINES = 2000;

/** What a function wrote: the last lines, the oldest first. */
export class FunctionLog {
  readonly #clock: Clock;
  readonly #tell: (message: string) => void;
  readonly #lines: LogLine[] = [];

  /** @param tell told every line */
  constructor(clock: Clock, tell: (message: string) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  write(message: string, logStream: string): void {
    this.#lines.push({ logStream, message, writtenAt: this.#clock.now() });
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
    this.#tell(message);
  }
}
