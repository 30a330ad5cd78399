import { setTimeout as wait } from 'node:timers/promises';
import type { Readable } from 'node:stream';

/** Longest wait for the mark after an answer, in milliseconds: a handler may have closed its own output. */
const LONGEST_WAIT_MS = 2000;

/**
 * Reads a process's output line by line. The process ends each invocation's output with a mark, a NUL and the request
 * id, because a pipe may deliver its lines after the answer has come through the Runtime API.
 */
export class ProcessOutput {
  #rest = '';
  #marked = false;
  #tellMarked: (() => void) | undefined;
  readonly #onLine: (line: string) => void;

  constructor(stream: Readable, onLine: (line: string) => void) {
    this.#onLine = onLine;
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => this.#read(text));
    stream.on('end', () => this.#read(this.#rest === '' ? '' : '\n'));
  }

  /** Forgets the last mark: a retried event comes with the same request id. */
  expectMark(): void {
    this.#marked = false;
  }

  /** Resolves when all that the process wrote since `expectMark` has been read. */
  async complete(): Promise<void> {
    if (this.#marked) return;
    const enough = new AbortController();
    const marked = new Promise<void>((resolve) => (this.#tellMarked = resolve));
    await Promise.race([marked, wait(LONGEST_WAIT_MS, undefined, { signal: enough.signal }).catch(() => undefined)]);
    enough.abort();
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const [written = '', mark] = line.split(/\0(?=[\w-]{36}$)/);
      if (mark === undefined || written !== '') this.#onLine(written);
      if (mark !== undefined) {
        this.#marked = true;
        this.#tellMarked?.();
      }
    }
  }
}
