import * as v from 'valibot';
import { integer, patterned, text, unserved } from '../../aws/request-shape.ts';
import { groupArn, groupName, operation, listed, refusal } from './operation.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
export const describeLogGroups = operation(
  v.object({
    logGroupNamePrefix: v.optional(groupName),
    logGroupNamePattern: v.optional(patterned(0, 512, /^[.\-_/#A-Za-z0-9]*$/)),
    limit: v.optional(integer(1, 50), 50),
    nextToken: v.optional(text(1, 4096)),
    accountIdentifiers: unserved,
    includeLinkedAccounts: unserved,
    logGroupClass: unserved,
    logGroupIdentifiers: unserved,
  }),
  ({ logGroupNamePrefix, logGroupNamePattern, ...page }, _caller, setting) => {
    if (logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined) {
      throw refusal('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
    }
    const { groups } = setting;
    const bytesOf = (name: string) =>
      groups.linesOf(name).reduce((sum, { message }) => sum + Buffer.byteLength(message), 0);
    const fitting = groups
      .all()
      .filter(({ name }) => name.startsWith(logGroupNamePrefix ?? '') && name.includes(logGroupNamePattern ?? ''));
    const { items, next } = listed(fitting, page);
    return {
      logGroups: items.map(({ name, createdAt, retentionInDays, kmsKeyId }) => ({
        logGroupName: name,
        creationTime: createdAt,
        ...(retentionInDays !== undefined && { retentionInDays }),
        metricFilterCount: 0,
        arn: `${groupArn(name, setting)}:*`,
        ...(kmsKeyId !== undefined && { kmsKeyId }),
        logGroupClass: 'STANDARD',
        logGroupArn: groupArn(name, setting),
        // A pattern is answered from an index that knows less.
        ...(logGroupNamePattern === undefined && { storedBytes: bytesOf(name), deletionProtectionEnabled: false }),
      })),
      ...next,
    };
  },
);
