import { AwsError, type JsonService, type WireObject } from '../aws/aws-service.ts';
import { RequestFields } from '../aws/request-fields.ts';
import { filterOf } from './filter-pattern.ts';

interface LogsOptions {
  /** The last lines of a log group, the oldest first; undefined when there is no such group. */
  readonly linesOf: (logGroup: string) => readonly string[] | undefined;
}

interface LogEvent {
  readonly eventId: string;
  readonly logStreamName: string;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

const MOST_EVENTS = 10_000;

/**
 * CloudWatch Logs, as far as the functions' recent lines are read. A line's time is the one that it tells itself, or
 * that of the line before. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export class Logs implements JsonService {
  readonly #linesOf: LogsOptions['linesOf'];

  constructor({ linesOf }: LogsOptions) {
    this.#linesOf = linesOf;
  }

  /** @throws AwsError as AWS would answer */
  async call(operation: string, input: WireObject): Promise<WireObject> {
    if (operation !== 'FilterLogEvents') {
      throw new AwsError('UnknownOperationException', `The sandbox's logs have no operation ${operation}.`);
    }
    return this.#filterLogEvents(input);
  }

  #filterLogEvents(input: WireObject): WireObject {
    const fields = new RequestFields(input, 'InvalidParameterException');
    const name = fields.requiredText('logGroupName', { min: 1, max: 512 });
    const pattern = fields.text('filterPattern', { min: 0, max: 1024 }) ?? '';
    const from = fields.integer('startTime', { min: 0, max: Number.MAX_SAFE_INTEGER }) ?? 0;
    const to = fields.integer('endTime', { min: 0, max: Number.MAX_SAFE_INTEGER }) ?? Infinity;
    const limit = fields.integer('limit', { min: 1, max: MOST_EVENTS }) ?? MOST_EVENTS;
    const begin = Number(fields.text('nextToken', { min: 1, max: 20, pattern: /^\d+$/ }) ?? 0);
    fields.check();
    const lines = this.#linesOf(name);
    if (lines === undefined) {
      throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
    }
    const fits = filterOf(pattern);
    const found = dated(lines).filter(
      ({ timestamp, message }) => timestamp >= from && timestamp <= to && fits(message),
    );
    const end = begin + limit;
    return {
      events: found.slice(begin, end),
      searchedLogStreams: [],
      ...(end < found.length ? { nextToken: String(end) } : {}),
    };
  }
}

function dated(lines: readonly string[]): LogEvent[] {
  let last = 0;
  return lines.map((message, index) => {
    last = timeOf(message) ?? last;
    return { eventId: String(index), logStreamName: 'sandbox', timestamp: last, ingestionTime: last, message };
  });
}

function timeOf(line: string): number | undefined {
  const [, text = ''] = /"(?:timestamp|time)":\s*"([^"]+)"/.exec(line) ?? [];
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
