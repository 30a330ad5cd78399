import * as v from 'valibot';
import { flag, integer, oneOf, text } from '../../aws/request-shape.ts';
import { type LoggedEvent, loggedEvents } from '../logged-events.ts';
import { groupArn, groupIdentifier, groupName, groupOf, operation, listed, refusal, streamName } from './operation.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html */
export const describeLogStreams = operation(
  v.object({
    logGroupName: v.optional(groupName),
    logGroupIdentifier: v.optional(groupIdentifier),
    logStreamNamePrefix: v.optional(streamName),
    orderBy: v.optional(oneOf(['LogStreamName', 'LastEventTime']), 'LogStreamName'),
    descending: flag,
    limit: v.optional(integer(1, 50), 50),
    nextToken: v.optional(text(1, 4096)),
  }),
  ({ logStreamNamePrefix, orderBy, descending, ...input }, _caller, setting) => {
    if (orderBy === 'LastEventTime' && logStreamNamePrefix !== undefined) {
      throw refusal('Cannot order by LastEventTime with a logStreamNamePrefix.');
    }
    const { name } = groupOf(input, setting);
    const events = loggedEvents(setting.groups.linesOf(name));
    const streams = [...byStream(events)]
      .filter(([logStreamName]) => logStreamName.startsWith(logStreamNamePrefix ?? ''))
      .map(([logStreamName, own]) => ({
        logStreamName,
        creationTime: Math.min(...own.map(({ ingestionTime }) => ingestionTime)),
        firstEventTimestamp: Math.min(...own.map(({ timestamp }) => timestamp)),
        lastEventTimestamp: Math.max(...own.map(({ timestamp }) => timestamp)),
        lastIngestionTime: Math.max(...own.map(({ ingestionTime }) => ingestionTime)),
        arn: `${groupArn(name, setting)}:log-stream:${logStreamName}`,
        // AWS stopped to count them in 2019.
        storedBytes: 0,
      }));
    const key = orderBy === 'LogStreamName' ? 'logStreamName' : 'lastEventTimestamp';
    const sorted = streams.toSorted((one, other) => (one[key] < other[key] ? -1 : Number(one[key] > other[key])));
    const { items, next } = listed(descending ? sorted.toReversed() : sorted, input);
    return { logStreams: items, ...next };
  },
);

function byStream(events: readonly LoggedEvent[]): Map<string, LoggedEvent[]> {
  const streams = new Map<string, LoggedEvent[]>();
  for (const event of events) {
    const own = streams.get(event.logStreamName) ?? [];
    own.push(event);
    streams.set(event.logStreamName, own);
  }
  return streams;
}
