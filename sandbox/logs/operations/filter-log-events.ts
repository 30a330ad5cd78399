import * as v from 'valibot';
import { flag, integer, listOf, text, unserved } from '../../aws/request-shape.ts';
import { filterOf } from '../filter-pattern.ts';
import { loggedEvents } from '../logged-events.ts';
import { groupIdentifier, groupName, groupOf, operation, listed, refusal, streamName } from './operation.ts';

const time = integer(0, Number.MAX_SAFE_INTEGER);

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
export const filterLogEvents = operation(
  v.object({
    logGroupName: v.optional(groupName),
    logGroupIdentifier: v.optional(groupIdentifier),
    logStreamNames: v.optional(listOf(streamName, 1, 100)),
    logStreamNamePrefix: v.optional(streamName),
    startTime: v.optional(time, 0),
    endTime: v.optional(time, Number.MAX_SAFE_INTEGER),
    filterPattern: v.optional(text(0, 1024), ''),
    nextToken: v.optional(text(1, 4096)),
    limit: v.optional(integer(1, 10_000), 10_000),
    /** AWS ignores it: events are always in the order of their times. */
    interleaved: flag,
    startFromHead: unserved,
    unmask: unserved,
  }),
  ({ logStreamNames, logStreamNamePrefix, startTime, endTime, filterPattern, ...input }, _caller, setting) => {
    if (logStreamNames !== undefined && logStreamNamePrefix !== undefined) {
      throw refusal('Either logStreamNames or logStreamNamePrefix may be specified, and not both.');
    }
    const { name } = groupOf(input, setting);
    const fits = filterOf(filterPattern);
    const found = loggedEvents(setting.groups.linesOf(name)).filter(
      ({ timestamp, message, logStreamName }) =>
        timestamp >= startTime &&
        timestamp <= endTime &&
        (logStreamNames?.includes(logStreamName) ?? logStreamName.startsWith(logStreamNamePrefix ?? '')) &&
        fits(message),
    );
    const { items, next } = listed(found, input);
    return { events: items, searchedLogStreams: [], ...next };
  },
);
