import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { StartedStack } from '../stack/started-stack.ts';
import { type OperatorClients, operatorClients, startOperatorsStack } from './operators-stack.ts';

const logGroupName = '/app/work';

let started: StartedStack;
let clients: OperatorClients;
beforeAll(async () => {
  started = await startOperatorsStack();
  clients = operatorClients(started.sandbox);
});
afterAll(async () => {
  clients.destroy();
  await started.stop();
});

const groups = async () => {
  const { logGroups = [] } = await clients.logs.describeLogGroups({ logGroupNamePrefix: '/app/' });
  return logGroups.map((group) => [group.logGroupName, group.retentionInDays]);
};
const lines = async () =>
  ((await clients.logs.filterLogEvents({ logGroupName })).events ?? []).map(({ message = '' }) => message);

test('a function’s log is read by its group and by the stream of its process, until the group is deleted', async () => {
  expect(await groups()).toEqual([
    ['/app/old', undefined],
    [logGroupName, 90],
  ]);
  expect(await lines()).toEqual([]);
  await started.sandbox.lambda.invoke('work', Buffer.from('{}'));
  const { logStreams = [] } = await clients.logs.describeLogStreams({ logGroupName });
  expect(logStreams).toEqual([
    expect.objectContaining({
      logStreamName: expect.stringMatching(/^\d{4}\/\d{2}\/\d{2}\/\[\$LATEST\][0-9a-f]{32}$/),
    }),
  ]);
  const { events = [] } = await clients.logs.filterLogEvents({
    logGroupName,
    logStreamNames: [logStreams[0]?.logStreamName ?? ''],
  });
  expect(events.map(({ message }) => message)).toContainEqual(expect.stringMatching(/\tINFO\tran$/));

  await clients.logs.deleteLogGroup({ logGroupName });
  expect(await groups()).toEqual([['/app/old', undefined]]);
  await expect(lines()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await started.sandbox.lambda.invoke('work', Buffer.from('{}'));
  expect((await lines()).filter((line) => line.startsWith('START'))).toHaveLength(1);
  expect(await groups()).toEqual([
    ['/app/old', undefined],
    [logGroupName, undefined],
  ]);
});

test('a group that is not there cannot be deleted', async () => {
  await expect(clients.logs.deleteLogGroup({ logGroupName: 'none' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'The specified log group does not exist.',
  });
});
