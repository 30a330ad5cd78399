import { CloudWatchLogsClient, FilterLogEventsCommand, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Logs } from '../../../sandbox/logs/logs.ts';
import { startEndpointUnderTest } from '../aws/endpoint-under-test.ts';

const line = (minute: number, level: string, client: string) =>
  JSON.stringify({ level, client, message: `at ${minute}`, timestamp: new Date(minute * 60_000).toISOString() });

const LINES = [
  line(1, 'INFO', 'acme'),
  line(2, 'ERROR', 'acme'),
  'not JSON',
  line(3, 'ERROR', 'globex'),
  line(4, 'ERROR', 'acme'),
];

let client: CloudWatchLogsClient;
let stop: () => Promise<void>;
beforeAll(async () => {
  const echo = { call: async () => ({}) };
  const logs = new Logs({ linesOf: (name) => (name === 'group' ? LINES : undefined) });
  const { endpoint, clientOf } = await startEndpointUnderTest({ services: { secretsmanager: echo, kms: echo, logs } });
  client = new CloudWatchLogsClient(clientOf());
  stop = () => endpoint.close();
});
afterAll(async () => {
  client.destroy();
  await stop();
});

const messages = async (input: object): Promise<string[]> => {
  const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName: 'group', ...input }));
  return events.map(({ message = '' }) => message);
};

test('without a pattern every line comes, with its own time or that of the line before', async () => {
  const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName: 'group' }));
  expect(events.map(({ timestamp }) => (timestamp ?? 0) / 60_000)).toEqual([1, 2, 2, 3, 4]);
});

test('a pattern compares fields of JSON lines', async () => {
  expect(await messages({ filterPattern: '{ $.level = "ERROR" }' })).toHaveLength(3);
  const both = '{ ($.level = "ERROR") && ($.client = "acme") }';
  expect(await messages({ filterPattern: both })).toEqual([LINES[1], LINES[4]]);
});

test('times bound what comes, and pages follow one another', async () => {
  expect(await messages({ startTime: 180_000, endTime: 180_000 })).toEqual([LINES[3]]);
  const pages = [];
  for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName: 'group', limit: 2 })) {
    pages.push(events.length);
  }
  expect(pages).toEqual([2, 2, 1]);
});

test('a group that is not there and a pattern that is not understood are refused', async () => {
  await expect(client.send(new FilterLogEventsCommand({ logGroupName: 'other' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'The specified log group does not exist.',
  });
  await expect(messages({ filterPattern: '{ $.level > 3 }' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});
