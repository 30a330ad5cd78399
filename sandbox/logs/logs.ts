import type { Caller, JsonService, WireObject } from '../aws/aws-service.ts';
import { operationOf, type Operations } from '../aws/operation.ts';
import { deleteLogGroup } from './operations/delete-log-group.ts';
import { describeLogGroups } from './operations/describe-log-groups.ts';
import { describeLogStreams } from './operations/describe-log-streams.ts';
import { filterLogEvents } from './operations/filter-log-events.ts';
import type { Setting } from './operations/operation.ts';

export const LOGS_OPERATIONS: Operations<Setting> = {
  DeleteLogGroup: deleteLogGroup,
  DescribeLogGroups: describeLogGroups,
  DescribeLogStreams: describeLogStreams,
  FilterLogEvents: filterLogEvents,
};

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
    return operationOf(LOGS_OPERATIONS, 'logs', operation)(input, caller, this.#setting);
  }
}
