import type { LogLine } from './log-line.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilteredLogEvent.html */
export interface LoggedEvent {
  readonly eventId: string;
  readonly logStreamName: string;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  /** Epoch milliseconds. */
  readonly ingestionTime: number;
  readonly message: string;
}

/** Lines as events, in the order of their times. A line's time is the one that it tells itself, or when it was written. */
export function loggedEvents(lines: readonly LogLine[]): LoggedEvent[] {
  return lines
    .map(({ logStream, message, writtenAt }, index) => ({
      eventId: String(index),
      logStreamName: logStream,
      timestamp: timeOf(message) ?? writtenAt,
      ingestionTime: writtenAt,
      message,
    }))
    .toSorted((one, other) => one.timestamp - other.timestamp);
}

function timeOf(line: string): number | undefined {
  const [, text = ''] = /"(?:timestamp|time)":\s*"([^"]+)"/.exec(line) ?? [];
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
