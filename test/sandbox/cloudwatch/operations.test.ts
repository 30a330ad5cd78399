import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { hasAwsCli, runAwsCli } from '../../support/programs/aws-cli.ts';
import { startEndpointUnderTest } from '../aws/endpoint-under-test.ts';
import { CloudWatchUnderTest, MIDNIGHT, TOPIC } from './cloudwatch-under-test.ts';

const under = new CloudWatchUnderTest();
let endpoint: Awaited<ReturnType<typeof startEndpointUnderTest>>;
let clients: Readonly<Record<string, CloudWatchClient>>;

beforeAll(async () => {
  under.alarm('stack/acme/bad', { AlarmDescription: 'It is <bad> & "so".' });
  under.alarm('stack/good', { Threshold: 100, AlarmActions: [], OKActions: [] });
  under.alarm('other/unknown', { MetricName: 'Nothing', TreatMissingData: 'missing', OKActions: [] });
  under.composite('stack/trouble', 'ALARM("stack/acme/bad") OR ALARM("stack/good")');
  under.tell(1);
  under.tell(2, 'Vended', { service: 'vend', client: 'acme' });
  await under.minutes(1);
  endpoint = await startEndpointUnderTest({ services: { monitoring: under.cloudWatch } });
  clients = {
    'JSON 1.0': new CloudWatchClient(endpoint.clientOf()),
    'RPC v2 CBOR': new CloudWatchClient({ ...endpoint.clientOf(), protocol: SmithyRpcV2CborProtocol }),
  };
});
afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy();
  await endpoint.endpoint.close();
});

describe.each(['JSON 1.0', 'RPC v2 CBOR'])('the JS SDK in %s', (protocol) => {
  const client = () => clients[protocol]!;

  test('describes an alarm as it is defined, with its state and since when', async () => {
    const { MetricAlarms } = await client().send(new DescribeAlarmsCommand({ AlarmNames: ['stack/acme/bad'] }));
    expect(MetricAlarms).toEqual([
      {
        AlarmName: 'stack/acme/bad',
        AlarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:stack/acme/bad',
        AlarmDescription: 'It is <bad> & "so".',
        ActionsEnabled: true,
        AlarmActions: [TOPIC],
        OKActions: [TOPIC],
        InsufficientDataActions: [],
        Namespace: 'Stack',
        MetricName: 'Failures',
        Dimensions: [{ Name: 'service', Value: 'all' }],
        Statistic: 'Sum',
        Period: 300,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
        StateValue: 'ALARM',
        StateReason:
          'Threshold Crossed: 1 datapoint [1.0 (31/12/25 23:56:00)] was greater than or equal to the threshold (1.0).',
        StateReasonData: expect.stringContaining('"recentDatapoints":[1]'),
        AlarmConfigurationUpdatedTimestamp: new Date(MIDNIGHT),
        StateUpdatedTimestamp: new Date(MIDNIGHT + 60_000),
        StateTransitionedTimestamp: new Date(MIDNIGHT + 60_000),
      },
    ]);
  });

  test('reads a history between two times', async () => {
    const between = (start: number, end: number) =>
      client().send(
        new DescribeAlarmHistoryCommand({
          AlarmName: 'stack/acme/bad',
          StartDate: new Date(start),
          EndDate: new Date(end),
        }),
      );
    const { AlarmHistoryItems } = await between(MIDNIGHT + 1000, MIDNIGHT + 60_000);
    expect(AlarmHistoryItems?.map(({ HistorySummary, Timestamp }) => [HistorySummary, Timestamp])).toEqual([
      [`Successfully executed action ${TOPIC}`, new Date(MIDNIGHT + 60_000)],
      ['Alarm updated from INSUFFICIENT_DATA to ALARM', new Date(MIDNIGHT + 60_000)],
    ]);
    expect((await between(MIDNIGHT - 2000, MIDNIGHT)).AlarmHistoryItems).toMatchObject([
      { HistorySummary: 'Alarm "stack/acme/bad" created', HistoryItemType: 'ConfigurationUpdate' },
    ]);
  });

  test('is told what is wrong by the name that CloudWatch has always used', async () => {
    const asked = client().send(new DescribeAlarmsCommand({ NextToken: 'nothing' }));
    await expect(asked).rejects.toMatchObject({ name: 'InvalidNextToken', $metadata: { httpStatusCode: 400 } });
    await expect(client().send(new DescribeAlarmsCommand({ MaxRecords: 101 }))).rejects.toMatchObject({
      // The SDK has a name of its own for it in JSON.
      name: expect.stringMatching(/^Validation(Error|Exception)$/),
      message: expect.stringContaining("'maxRecords'"),
    });
  });
});

describe('DescribeAlarms', () => {
  const names = async (input: object) => {
    const { MetricAlarms = [], CompositeAlarms = [] } = await clients['JSON 1.0']!.send(
      new DescribeAlarmsCommand(input),
    );
    return [...CompositeAlarms, ...MetricAlarms].map(({ AlarmName }) => AlarmName);
  };

  const METRIC = ['other/unknown', 'stack/acme/bad', 'stack/good'];

  test.each([
    ['metric alarms alone, when nothing else is asked for', {}, METRIC],
    ['composite alarms', { AlarmTypes: ['CompositeAlarm'] }, ['stack/trouble']],
    ['both', { AlarmTypes: ['CompositeAlarm', 'MetricAlarm'] }, ['stack/trouble', ...METRIC]],
    ['those of these names', { AlarmNames: ['stack/good', 'nobody'] }, ['stack/good']],
    ['a composite alarm by its name only with its type', { AlarmNames: ['stack/trouble'] }, []],
    ['those with a prefix', { AlarmNamePrefix: 'stack/' }, ['stack/acme/bad', 'stack/good']],
    ['those in a state', { StateValue: 'ALARM' }, ['stack/acme/bad']],
    ['those without data', { StateValue: 'INSUFFICIENT_DATA' }, ['other/unknown']],
    ['those that tell a topic', { ActionPrefix: TOPIC.slice(0, -2) }, ['other/unknown', 'stack/acme/bad']],
    ['the children of a composite alarm', { ChildrenOfAlarmName: 'stack/trouble' }, ['stack/acme/bad', 'stack/good']],
    ['the parents of an alarm', { ParentsOfAlarmName: 'stack/good' }, ['stack/trouble']],
  ])('gives %s', async (_which, input, expected) => {
    expect(await names(input)).toEqual(expected);
  });

  test('tells little of children and parents', async () => {
    const of = (input: object) => clients['JSON 1.0']!.send(new DescribeAlarmsCommand(input));
    const [child] = (await of({ ChildrenOfAlarmName: 'stack/trouble' })).MetricAlarms ?? [];
    const members = ['AlarmArn', 'AlarmName', 'StateUpdatedTimestamp', 'StateValue'];
    expect(Object.keys(child ?? {}).toSorted()).toEqual(members);
    const [parent] = (await of({ ParentsOfAlarmName: 'stack/good' })).CompositeAlarms ?? [];
    expect(Object.keys(parent ?? {}).toSorted()).toEqual(['AlarmArn', 'AlarmName']);
    await expect(of({ ChildrenOfAlarmName: 'a', StateValue: 'OK' })).rejects.toMatchObject({ Code: 'ValidationError' });
  });

  test('goes on where a page ended', async () => {
    const seen: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await clients['JSON 1.0']!.send(
        new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 3, NextToken }),
      );
      seen.push(...[...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])].map(({ AlarmName }) => AlarmName));
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    expect(seen.toSorted()).toEqual([...METRIC, 'stack/trouble']);
  });
});

describe('DescribeAlarmHistory', () => {
  const summaries = async (input: object) =>
    (await clients['JSON 1.0']!.send(new DescribeAlarmHistoryCommand(input))).AlarmHistoryItems?.map(
      ({ AlarmName, HistorySummary }) => `${AlarmName}: ${HistorySummary?.split(' ').slice(0, 3).join(' ')}`,
    );

  test.each([
    ['state changes', { HistoryItemType: 'StateUpdate', AlarmName: 'stack/good' }, ['stack/good: Alarm updated from']],
    [
      'what is of composite alarms by their type',
      { AlarmTypes: ['CompositeAlarm'], HistoryItemType: 'StateUpdate' },
      ['stack/trouble: Alarm updated from'],
    ],
    ['nothing of a composite alarm without its type', { AlarmName: 'stack/trouble' }, []],
    ['nothing of kinds that there are not', { HistoryItemType: 'AlarmContributorAction' }, []],
    [
      'the oldest first, when asked to',
      { AlarmName: 'stack/good', ScanBy: 'TimestampAscending' },
      ['stack/good: Alarm "stack/good" created', 'stack/good: Alarm updated from'],
    ],
    [
      'the newest first',
      { AlarmName: 'stack/good' },
      ['stack/good: Alarm updated from', 'stack/good: Alarm "stack/good" created'],
    ],
  ])('gives %s', async (_which, input, expected) => {
    expect(await summaries(input)).toEqual(expected);
  });

  test('does not serve contributors', async () => {
    await expect(summaries({ AlarmContributorId: 'a' })).rejects.toThrow('does not serve the parameter');
  });
});

describe('ListMetrics', () => {
  const list = async (input: object) =>
    (await clients['JSON 1.0']!.send(new ListMetricsCommand(input))).Metrics?.map(({ MetricName }) => MetricName);

  test.each([
    ['all that had values', {}, ['Failures', 'Vended']],
    ['those of a name', { MetricName: 'Vended' }, ['Vended']],
    ['those of a namespace', { Namespace: 'Other' }, []],
    ['those with a dimension, whatever its value and others', { Dimensions: [{ Name: 'client' }] }, ['Vended']],
    ['those with a value of a dimension', { Dimensions: [{ Name: 'service', Value: 'all' }] }, ['Failures']],
    ['those of the last three hours', { RecentlyActive: 'PT3H' }, ['Failures', 'Vended']],
  ])('gives %s', async (_which, input, expected) => {
    expect(await list(input)).toEqual(expected);
  });

  test.each([{ IncludeLinkedAccounts: true }, { OwningAccount: '123456789012' }])(
    'says that it does not serve %j',
    async (input) => {
      await expect(list(input)).rejects.toThrow('does not serve the parameter');
    },
  );
});

(hasAwsCli() ? describe : describe.skip)('the AWS CLI', () => {
  const run = (...args: string[]) => runAwsCli(endpoint.endpoint.origin, ['--output', 'json', 'cloudwatch', ...args]);
  const aws = async (...args: string[]): Promise<unknown> => JSON.parse((await run(...args)).output);

  test('describes alarms, with what XML escapes and with times', async () => {
    const named = ['--alarm-names', 'stack/acme/bad', 'stack/good', '--state-value', 'ALARM', '--max-items', '1'];
    expect(await aws('describe-alarms', ...named)).toMatchObject({
      MetricAlarms: [
        {
          AlarmName: 'stack/acme/bad',
          AlarmDescription: 'It is <bad> & "so".',
          Threshold: 1,
          ActionsEnabled: true,
          Dimensions: [{ Name: 'service', Value: 'all' }],
          StateUpdatedTimestamp: '2026-01-01T00:01:00+00:00',
        },
      ],
      CompositeAlarms: [],
    });
  });

  test('reads the history, page by page and by date', async () => {
    const between = ['--start-date', '2026-01-01T00:00:30Z', '--end-date', '2026-01-01T00:01:00Z'];
    const paged = ['--history-item-type', 'StateUpdate', '--page-size', '1', '--scan-by', 'TimestampAscending'];
    expect(await aws('describe-alarm-history', ...between, ...paged)).toMatchObject({
      AlarmHistoryItems: [
        { AlarmName: 'stack/acme/bad', HistorySummary: 'Alarm updated from INSUFFICIENT_DATA to ALARM' },
        { AlarmName: 'stack/good', HistorySummary: 'Alarm updated from INSUFFICIENT_DATA to OK' },
      ],
    });
  });

  test('lists metrics by their dimensions', async () => {
    const filters = ['--dimensions', 'Name=client,Value=acme', 'Name=service'];
    expect(await aws('list-metrics', '--namespace', 'Stack', ...filters)).toEqual({
      Metrics: [
        {
          Namespace: 'Stack',
          MetricName: 'Vended',
          Dimensions: [
            { Name: 'service', Value: 'vend' },
            { Name: 'client', Value: 'acme' },
          ],
        },
      ],
    });
  });

  test('is told what is wrong', async () => {
    expect((await run('list-metrics', '--owning-account', '123456789012')).output).toContain('ValidationError');
    const { status, output } = await run('delete-alarms', '--alarm-names', 'stack/good');
    expect([status, output]).toEqual([254, expect.stringContaining('monitoring has no operation DeleteAlarms')]);
  });
});
