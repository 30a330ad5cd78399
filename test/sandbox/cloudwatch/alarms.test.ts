import { beforeEach, describe, expect, test } from '@jest/globals';
import { CloudWatchUnderTest, MIDNIGHT, TOPIC } from './cloudwatch-under-test.ts';

let under: CloudWatchUnderTest;
beforeEach(() => {
  under = new CloudWatchUnderTest();
});

const published = () => under.cloudWatch.actions.published;

describe('a metric alarm', () => {
  test('begins without data, and is evaluated when the next minute begins', async () => {
    under.alarm('bad');
    expect(under.stateOf('bad')).toEqual(['INSUFFICIENT_DATA', 0]);
    await under.minutes(1);
    expect(under.stateOf('bad')).toEqual(['OK', 1]);
  });

  test('changes at the minute’s end, and back when the value leaves its last period, within one long jump', async () => {
    under.alarm('bad');
    await under.minutes(9.5);
    under.tell();
    await under.minutes(30 * 24 * 60);
    // The value is in the tenth minute: three periods of five minutes have it, the last until minute 25.
    expect(under.stateOf('bad')).toEqual(['OK', 25]);
    expect(published().map(({ state, at }) => [state, (at - MIDNIGHT) / 60_000])).toEqual([
      ['OK', 1],
      ['ALARM', 10],
      ['OK', 25],
    ]);
  });

  test('sees a window that slides by the minute, not by its period', async () => {
    under.alarm('bad', { Threshold: 2 });
    await under.minutes(4);
    under.tell();
    await under.minutes(4);
    under.tell();
    await under.minutes(1);
    expect(under.stateOf('bad')).toEqual(['ALARM', 9]);
  });

  test.each([
    ['another metric', () => under.tell(9, 'Others')],
    ['other dimensions', () => under.tell(9, 'Failures', { service: 'one' })],
    ['more dimensions', () => under.tell(9, 'Failures', { service: 'all', client: 'acme' })],
    ['fewer dimensions', () => under.tell(9, 'Failures', {})],
  ])('takes no value of %s', async (_metric, tell) => {
    under.alarm('bad');
    await under.minutes(1);
    tell();
    await under.minutes(2);
    expect(under.stateOf('bad')).toEqual(['OK', 1]);
  });

  test.each([
    [{ Statistic: 'Minimum', Threshold: 1 }, 'ALARM'],
    [{ Statistic: 'Minimum', Threshold: 2 }, 'OK'],
    [{ Statistic: 'Maximum', Threshold: 9 }, 'ALARM'],
    [{ Statistic: 'Average', Threshold: 5 }, 'ALARM'],
    [{ Statistic: 'SampleCount', Threshold: 3, ComparisonOperator: 'LessThanThreshold' }, 'ALARM'],
    [{ Statistic: undefined, ExtendedStatistic: 'p50', Threshold: 1 }, 'ALARM'],
    [{ Statistic: undefined, ExtendedStatistic: 'p95', Threshold: 10 }, 'OK'],
  ])('reads the values 1 and 9 of two minutes as %j says', async (changes, state) => {
    under.alarm('bad', changes);
    under.tell(1);
    await under.minutes(1);
    under.tell(9);
    await under.minutes(1);
    expect(under.stateOf('bad')[0]).toBe(state);
  });

  test('that is silent goes off when all that it looks at is missing: two periods more than its own', async () => {
    const silent = { EvaluationPeriods: 3, Statistic: 'SampleCount', ComparisonOperator: 'LessThanThreshold' };
    under.alarm('silent', { ...silent, TreatMissingData: 'breaching' });
    for (let count = 0; count < 5; count += 1) {
      under.tell(0);
      await under.minutes(5);
    }
    expect(under.stateOf('silent')).toEqual(['OK', 1]);
    await under.minutes(60);
    // The last value came in minute 20; one of five periods has it for 25 minutes after its own.
    expect(under.stateOf('silent')).toEqual(['ALARM', 46]);
  });

  test('takes a value that comes late, at the time that it has', async () => {
    under.alarm('bad');
    await under.minutes(3);
    const late = { namespace: 'Stack', name: 'Failures', dimensions: { service: 'all' }, unit: 'Count', value: 1 };
    under.cloudWatch.metrics.put([{ ...late, time: MIDNIGHT + 60_000 }]);
    await under.minutes(60);
    expect(published().map(({ state, at }) => [state, (at - MIDNIGHT) / 60_000])).toEqual([
      ['OK', 1],
      ['ALARM', 4],
      ['OK', 17],
    ]);
  });

  test('over more than a day is evaluated on the hour', async () => {
    under.alarm('slow', { Period: 86_400, EvaluationPeriods: 2, DatapointsToAlarm: 1 });
    await under.minutes(90);
    under.tell();
    await under.minutes(24 * 60);
    expect(under.stateOf('slow')).toEqual(['ALARM', 120]);
  });

  test('that is defined anew keeps its state until it is evaluated', async () => {
    under.alarm('bad');
    under.tell();
    await under.minutes(1);
    under.alarm('bad', { Threshold: 2 });
    expect(under.stateOf('bad')).toEqual(['ALARM', 1]);
    await under.minutes(1);
    expect(under.stateOf('bad')).toEqual(['OK', 2]);
  });

  test('that is removed is evaluated no more', async () => {
    under.alarm('bad');
    under.cloudWatch.alarms.remove('bad');
    under.tell();
    await under.minutes(60);
    expect([under.cloudWatch.alarms.all(), published()]).toEqual([[], []]);
  });
});

describe('a composite alarm', () => {
  test('changes in the minute in which one that it is about does, and says which', async () => {
    under.alarm('bad');
    under.alarm('worse', { Threshold: 3 });
    under.composite('both', 'ALARM("bad") AND ALARM("worse")', { AlarmActions: [TOPIC] });
    await under.minutes(1);
    expect(under.stateOf('both')).toEqual(['OK', 1]);
    under.tell(1);
    await under.minutes(1);
    expect(under.stateOf('both')).toEqual(['OK', 1]);
    under.tell(2);
    await under.minutes(1);
    expect(under.stateOf('both')).toEqual(['ALARM', 3]);
    expect(under.cloudWatch.alarms.find('both')?.reason.text).toBe(
      'arn:aws:cloudwatch:us-east-1:123456789012:alarm:worse transitioned to ALARM at Thursday 01 January, 2026 00:03:00 UTC',
    );
  });

  test('may be about another one', async () => {
    under.alarm('bad');
    under.composite('upper', 'ALARM("lower")');
    under.composite('lower', 'ALARM("bad")');
    under.tell();
    await under.minutes(1);
    expect([under.stateOf('lower'), under.stateOf('upper')]).toEqual([
      ['ALARM', 1],
      ['ALARM', 1],
    ]);
  });
});

describe('an alarm’s action', () => {
  const history = async () =>
    (
      await under.call<{ AlarmHistoryItems: { HistorySummary: string; HistoryData: string }[] }>(
        'DescribeAlarmHistory',
        { HistoryItemType: 'Action' },
      )
    ).AlarmHistoryItems;

  test('tells the topic what AWS documents, and its subscribers get it', async () => {
    under.alarm('bad', { AlarmDescription: 'It is bad.', OKActions: [] });
    await under.minutes(1);
    under.tell();
    await under.minutes(1);
    expect(published()).toHaveLength(1);
    const { subject, recipients, message, error } = published()[0]!;
    expect({ subject, recipients, error }).toEqual({
      subject: 'ALARM: "bad" in US East (N. Virginia)',
      recipients: ['on-call@example.com'],
      error: undefined,
    });
    expect(JSON.parse(message)).toEqual({
      AlarmName: 'bad',
      AlarmDescription: 'It is bad.',
      AWSAccountId: '123456789012',
      AlarmConfigurationUpdatedTimestamp: '2026-01-01T00:00:00.000+0000',
      NewStateValue: 'ALARM',
      NewStateReason:
        'Threshold Crossed: 1 datapoint [1.0 (31/12/25 23:57:00)] was greater than or equal to the threshold (1.0).',
      StateChangeTime: '2026-01-01T00:02:00.000+0000',
      Region: 'US East (N. Virginia)',
      AlarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:bad',
      OldStateValue: 'OK',
      OKActions: [],
      AlarmActions: [TOPIC],
      InsufficientDataActions: [],
      Trigger: {
        MetricName: 'Failures',
        Namespace: 'Stack',
        StatisticType: 'Statistic',
        Statistic: 'SUM',
        Unit: null,
        Dimensions: [{ value: 'all', name: 'service' }],
        Period: 300,
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 1,
        TreatMissingData: 'notBreaching',
        EvaluateLowSampleCountPercentile: '',
      },
    });
    expect(await history()).toMatchObject([{ HistorySummary: `Successfully executed action ${TOPIC}` }]);
  });

  test.each([
    [
      'topic',
      `CloudWatch Alarms is not authorized to perform: SNS:Publish on resource: ${TOPIC} because no resource-based policy allows the SNS:Publish action`,
    ],
    ['key', 'CloudWatch Alarms does not have authorization to access the SNS topic encryption key.'],
  ] as const)('tells nobody where the policy of the %s refuses it, and the history says so', async (refusal, error) => {
    under.refusal = refusal;
    under.alarm('bad', { OKActions: [] });
    under.tell();
    await under.minutes(1);
    expect(published()).toMatchObject([{ error, recipients: [] }]);
    const [{ HistorySummary, HistoryData }] = (await history()) as [{ HistorySummary: string; HistoryData: string }];
    expect(HistorySummary).toBe(`Failed to execute action ${TOPIC}`);
    expect(JSON.parse(HistoryData)).toMatchObject({ actionState: 'Failed', publishedMessage: null, error });
  });

  test('is not taken while the alarm’s actions are switched off', async () => {
    under.alarm('bad', { ActionsEnabled: false });
    under.tell();
    await under.minutes(60);
    expect([published(), await history()]).toEqual([[], []]);
  });
});
