import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  paginateDescribeLogGroups,
  paginateDescribeLogStreams,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Clock } from '../../../sandbox/clock.ts';
import { LogGroups } from '../../../sandbox/logs/log-groups.ts';
import type { LogLine } from '../../../sandbox/logs/log-line.ts';
import { Logs } from '../../../sandbox/logs/logs.ts';
import { startEndpointUnderTest } from '../aws/endpoint-under-test.ts';

const MINUTE_MS = 60_000;
const [FIRST, SECOND] = ['1970/01/01/[$LATEST]one', '1970/01/01/[$LATEST]two'];

const line = (minute: number, level: string, client: string) =>
  JSON.stringify({ level, client, message: `at ${minute}`, timestamp: new Date(minute * MINUTE_MS).toISOString() });

const written = (minute: number, message: string, logStream = FIRST): LogLine => ({
  logStream,
  message,
  writtenAt: minute * MINUTE_MS,
});

const LINES = [
  written(1, line(1, 'INFO', 'acme')),
  written(2, line(2, 'ERROR', 'acme')),
  written(2, 'not JSON'),
  written(9, line(3, 'ERROR', 'globex'), SECOND),
  written(9, line(4, 'ERROR', 'acme'), SECOND),
];
const GROUP_ARN = 'arn:aws:logs:us-east-1:123456789012:log-group:group';

let client: CloudWatchLogsClient;
let stop: () => Promise<void>;
beforeAll(async () => {
  const clock = new Clock({ flowing: false });
  const groups = new LogGroups({
    clock,
    written: () =>
      new Map([
        ['group', LINES],
        ['/aws/lambda/unmade', [written(1, 'first words')]],
        ['/aws/lambda/silent', []],
      ]),
  });
  groups.create({ name: 'group', retentionInDays: 90, kmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/one' });
  groups.create({ name: 'empty' });
  const place = { partition: 'aws', region: 'us-east-1', accountId: '123456789012' };
  const { endpoint, clientOf } = await startEndpointUnderTest({ services: { logs: new Logs({ groups, place }) } });
  client = new CloudWatchLogsClient(clientOf());
  stop = () => endpoint.close();
});
afterAll(async () => {
  client.destroy();
  await stop();
});

const filtered = async (input: object) =>
  (await client.send(new FilterLogEventsCommand({ logGroupName: 'group', ...input }))).events ?? [];

const messages = async (input: object): Promise<string[]> => (await filtered(input)).map(({ message = '' }) => message);

describe('FilterLogEvents', () => {
  test('gives every line without a pattern, with its own time or when it was written', async () => {
    const events = await filtered({});
    expect(events.map(({ timestamp }) => (timestamp ?? 0) / MINUTE_MS)).toEqual([1, 2, 2, 3, 4]);
    expect(events[3]).toMatchObject({ logStreamName: SECOND, ingestionTime: 9 * MINUTE_MS });
  });

  test('compares fields of JSON lines with a pattern', async () => {
    expect(await messages({ filterPattern: '{ $.level = "ERROR" }' })).toHaveLength(3);
    const both = '{ ($.level = "ERROR") && ($.client = "acme") }';
    expect(await messages({ filterPattern: both })).toEqual([LINES[1]?.message, LINES[4]?.message]);
  });

  test('is bounded by times and by streams, and goes by pages', async () => {
    expect(await messages({ startTime: 180_000, endTime: 180_000 })).toEqual([LINES[3]?.message]);
    expect(await messages({ logStreamNames: [SECOND] })).toHaveLength(2);
    expect(await messages({ logStreamNamePrefix: '1970/01/01/[$LATEST]o' })).toHaveLength(3);
    const pages = [];
    for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName: 'group', limit: 2 })) {
      pages.push(events.length);
    }
    expect(pages).toEqual([2, 2, 1]);
  });

  test('finds the group by its ARN, too, and nothing in one that nobody wrote to', async () => {
    const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupIdentifier: GROUP_ARN }));
    expect(events).toHaveLength(LINES.length);
    expect(await messages({ logGroupName: 'empty' })).toEqual([]);
  });
});

describe('DescribeLogGroups', () => {
  const names = async (input: object): Promise<(string | undefined)[]> => {
    const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand(input));
    return logGroups.map(({ logGroupName }) => logGroupName);
  };

  test('gives those that the stack made and those that a function has written to, sorted by name', async () => {
    expect(await names({})).toEqual(['/aws/lambda/unmade', 'empty', 'group']);
    expect(await names({ logGroupNamePrefix: 'gr' })).toEqual(['group']);
    expect(await names({ logGroupNamePattern: 'm' })).toEqual(['/aws/lambda/unmade', 'empty']);
  });

  test('tells what the template says of a group', async () => {
    const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: 'group' }));
    expect(logGroups).toEqual([
      {
        logGroupName: 'group',
        creationTime: expect.any(Number),
        retentionInDays: 90,
        metricFilterCount: 0,
        arn: `${GROUP_ARN}:*`,
        storedBytes: LINES.reduce((sum, { message }) => sum + message.length, 0),
        kmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/one',
        logGroupClass: 'STANDARD',
        logGroupArn: GROUP_ARN,
        deletionProtectionEnabled: false,
      },
    ]);
  });

  test('goes by pages', async () => {
    const pages = [];
    for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, { limit: 2 })) {
      pages.push(logGroups.length);
    }
    expect(pages).toEqual([2, 1]);
  });
});

describe('DescribeLogStreams', () => {
  const streams = async (input: object) =>
    (await client.send(new DescribeLogStreamsCommand({ logGroupName: 'group', ...input }))).logStreams ?? [];

  test('gives each process’s stream with the times of what it wrote', async () => {
    expect(await streams({})).toEqual([
      expect.objectContaining({ logStreamName: FIRST, arn: `${GROUP_ARN}:log-stream:${FIRST}` }),
      {
        logStreamName: SECOND,
        creationTime: 9 * MINUTE_MS,
        firstEventTimestamp: 3 * MINUTE_MS,
        lastEventTimestamp: 4 * MINUTE_MS,
        lastIngestionTime: 9 * MINUTE_MS,
        arn: `${GROUP_ARN}:log-stream:${SECOND}`,
        storedBytes: 0,
      },
    ]);
    expect(await streams({ logGroupName: 'empty' })).toEqual([]);
  });

  test('sorts them as it was asked, and goes by pages', async () => {
    const named = async (input: object) => (await streams(input)).map(({ logStreamName }) => logStreamName);
    expect(await named({ orderBy: 'LastEventTime', descending: true })).toEqual([SECOND, FIRST]);
    expect(await named({ logStreamNamePrefix: '1970/01/01/[$LATEST]t' })).toEqual([SECOND]);
    const pages = [];
    const asked = { logGroupName: 'group', limit: 1 };
    for await (const { logStreams = [] } of paginateDescribeLogStreams({ client }, asked))
      pages.push(logStreams.length);
    expect(pages).toEqual([1, 1]);
  });
});

test.each([
  [
    'a group that is not there',
    new FilterLogEventsCommand({ logGroupName: 'other' }),
    'ResourceNotFoundException',
    'The specified log group does not exist.',
  ],
  [
    'the streams of a group that is not there',
    new DescribeLogStreamsCommand({ logGroupName: 'other' }),
    'ResourceNotFoundException',
    'The specified log group does not exist.',
  ],
  [
    'a pattern that is not understood',
    new FilterLogEventsCommand({ logGroupName: 'group', filterPattern: '{ $.level > 3 }' }),
    'InvalidParameterException',
    'Invalid filter pattern',
  ],
  [
    'more events than there may be',
    new FilterLogEventsCommand({ logGroupName: 'group', limit: 10_001 }),
    'InvalidParameterException',
    "at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
  ],
  [
    'a token that was never given',
    new FilterLogEventsCommand({ logGroupName: 'group', nextToken: 'x' }),
    'InvalidParameterException',
    'The specified nextToken is invalid.',
  ],
  [
    'a group by two names',
    new DescribeLogStreamsCommand({ logGroupName: 'group', logGroupIdentifier: GROUP_ARN }),
    'ValidationException',
    'LogGroup name and LogGroup ARN are mutually exclusive parameters.',
  ],
  ['no group at all', new FilterLogEventsCommand({}), 'InvalidParameterException', 'must be specified'],
  [
    'streams by name and by prefix',
    new FilterLogEventsCommand({ logGroupName: 'group', logStreamNames: ['a'], logStreamNamePrefix: 'a' }),
    'InvalidParameterException',
    'not both',
  ],
  [
    'streams by prefix in the order of their times',
    new DescribeLogStreamsCommand({ logGroupName: 'group', orderBy: 'LastEventTime', logStreamNamePrefix: 'a' }),
    'InvalidParameterException',
    'Cannot order by LastEventTime with a logStreamNamePrefix.',
  ],
  [
    'groups by prefix and by pattern',
    new DescribeLogGroupsCommand({ logGroupNamePrefix: 'a', logGroupNamePattern: 'a' }),
    'InvalidParameterException',
    'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
  ],
  [
    'what the sandbox does not serve',
    new DescribeLogGroupsCommand({ includeLinkedAccounts: true }),
    'InvalidParameterException',
    'The sandbox does not serve the parameter includeLinkedAccounts.',
  ],
])('%s is refused', async (_what, command, name, message) => {
  await expect(client.send(command)).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
  });
});
