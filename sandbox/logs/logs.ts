import type { Caller, JsonService, WireObject } from '../aws/aws-service.ts';
import { unknownOperation } from '../aws/unknown-operation.ts';
import { deleteLogGroup } from './operations/delete-log-group.ts';
import { describeLogGroups } from './operations/describe-log-groups.ts';
import { describeLogStreams } from './operations/describe-log-streams.ts';
import { filterLogEvents } from './operations/filter-log-events.ts';
import type { Operation, Setting } from './operations/operation.ts';

const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    DeleteLogGroup: deleteLogGroup,
    DescribeLogGroups: describeLogGroups,
    DescribeLogStreams: describeLogStreams,
    FilterLogEvents: filterLogEvents,
  }),
);

export const LOGS_OPERATIONS: readonly string[] = [...OPERATIONS.keys()];

/**
 * CloudWatch Logs, as far as the functions' recent lines are read, and their groups deleted.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/
 */
export class Logs implements JsonService {
  readonly #setting: Setting;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  /** @throws AwsError as AWS would answer */
  async call(operation: string, input: WireObject, caller: Caller): Promise<WireObject> {
    const run = OPERATIONS.get(operation);
    if (run === undefined) throw unknownOperation('logs', operation);
    return run(input, caller, this.#setting);
  }
}
