/** A line of a log. */
export interface LogLine {
  /** For example `2026/11/29/[$LATEST]0f3a…`. */
  readonly logStream: string;
  readonly message: string;
  /** Epoch milliseconds, on the sandbox's clock. */
  readonly writtenAt: number;
}
