import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { StackFunction } from './stack-resources.ts';
import type { Session } from './session.ts';

/** A line that a function wrote with Powertools’ logger. */
export interface LoggedLine {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly level: string;
  readonly message: string;
  /** The client's name in the settings, where the line is about one. */
  readonly client?: string;
  /** The consumer, in the vendor's lines. */
  readonly profile?: string;
  readonly error?: { readonly code?: string; readonly message?: string };
  /** The line's other fields. */
  readonly [field: string]: unknown;
}

interface LogQuery {
  /** Epoch milliseconds. */
  readonly since: number;
  /**
   * What the line’s fields are, as CloudWatch Logs writes it; every line when absent.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
   */
  readonly pattern?: string;
}

const MOST_PAGES = 20;

/** The lines of a function’s log, oldest first. */
export async function readLog(
  { logGroup }: Pick<StackFunction, 'logGroup'>,
  { since, pattern }: LogQuery,
  { aws }: Pick<Session, 'aws'>,
): Promise<LoggedLine[]> {
  const lines: LoggedLine[] = [];
  let nextToken: string | undefined;
  // A page may be empty and yet not be the last.
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await aws.logs.send(
      new FilterLogEventsCommand({
        logGroupName: logGroup,
        startTime: Math.max(0, since),
        ...(pattern !== undefined && { filterPattern: pattern }),
        ...(nextToken !== undefined && { nextToken }),
      }),
    );
    for (const { timestamp = 0, message = '' } of answer.events ?? []) lines.push(...read(timestamp, message));
    nextToken = answer.nextToken;
    if (nextToken === undefined) break;
  }
  return lines;
}

/** Lambda’s own line about a failure has an object for its message. */
function read(at: number, line: string): LoggedLine[] {
  try {
    const fields = JSON.parse(line) as { readonly message?: unknown; readonly level?: unknown };
    const { message, level } = fields;
    return typeof message === 'string' && typeof level === 'string' ? [{ ...fields, at, message, level }] : [];
  } catch {
    return [];
  }
}
