import type { ResourcePlace } from '../../iam/access-request.ts';
import { AwsError } from '../../aws/aws-service.ts';
import { patterned } from '../../aws/request-shape.ts';
import { operationsOn } from '../../aws/operation.ts';
import { pageOf } from '../../aws/page.ts';
import type { LogGroup, LogGroups } from '../log-groups.ts';

/** What the operations work with. */
export interface Setting {
  readonly groups: LogGroups;
  readonly place: ResourcePlace;
}

/** An operation whose request has a shape. */
export const operation = operationsOn<Setting>('InvalidParameterException');

export const groupName = patterned(1, 512, /^[.\-_/#A-Za-z0-9]+$/);

/** Name or ARN. */
export const groupIdentifier = patterned(1, 2048, /^[\w#+=/:,.@-]*$/);

export const streamName = patterned(1, 512, /^[^:*]*$/);

export function groupArn(name: string, { place: { partition, region, accountId } }: Setting): string {
  return `arn:${partition}:logs:${region}:${accountId}:log-group:${name}`;
}

/**
 * The group that a request names, which may do so in two ways.
 * @throws AwsError
 */
export function groupOf(
  named: { readonly logGroupName?: string | undefined; readonly logGroupIdentifier?: string | undefined },
  setting: Setting,
): LogGroup {
  const { logGroupName, logGroupIdentifier } = named;
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html
    throw new AwsError('ValidationException', 'LogGroup name and LogGroup ARN are mutually exclusive parameters.');
  }
  const name = logGroupName ?? logGroupIdentifier;
  if (name === undefined) throw refusal('Either logGroupName or logGroupIdentifier must be specified.');
  const found = setting.groups.all().find((group) => group.name === name || groupArn(group.name, setting) === name);
  if (found === undefined) {
    throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  }
  return found;
}

/**
 * Some of the items, from where the last page ended.
 * @throws AwsError for a token that was never given
 */
export function listed<Item>(
  items: readonly Item[],
  { nextToken, limit }: { readonly nextToken?: string | undefined; readonly limit: number },
): { readonly items: readonly Item[]; readonly next: { readonly nextToken?: string } } {
  const page = pageOf(items, limit, nextToken, () => refusal('The specified nextToken is invalid.'));
  const { NextToken } = page.next;
  return { items: page.items, next: NextToken === undefined ? {} : { nextToken: NextToken } };
}

export function refusal(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
