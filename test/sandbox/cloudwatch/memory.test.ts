import { expect, test } from '@jest/globals';
import { MetricSeries } from '../../../sandbox/cloudwatch/metric-series.ts';
import { CloudWatchUnderTest } from './cloudwatch-under-test.ts';

const DAY_MINUTES = 24 * 60;

test('of a metric only so many minutes are held as an alarm looks back, whatever is told', () => {
  const series = new MetricSeries({ namespace: 'Stack', name: 'Failures', dimensions: {} });
  series.watch(15, true);
  for (let minute = 0; minute < DAY_MINUTES; minute += 1) {
    for (let count = 0; count < 10; count += 1) series.add(count, minute * 60_000);
  }
  expect(series.size).toBeLessThanOrEqual(16);
  expect(series.periods(DAY_MINUTES, 5, 3).map(({ data }) => data?.count)).toEqual([50, 50, 50]);
});

test('single values are held where a percentile needs them, and nowhere else', () => {
  const [plain, exact] = [false, true].map((needsValues) => {
    const series = new MetricSeries({ namespace: 'Stack', name: 'Duration', dimensions: {} });
    series.watch(15, needsValues);
    for (let value = 0; value < 1000; value += 1) series.add(value % 7, 0);
    return series.periods(1, 5, 1)[0]?.data;
  });
  expect([plain?.values, exact?.values?.size]).toEqual([undefined, 7]);
});

test('a metric that is silent for two weeks is listed no more, and one that an alarm watches works again', async () => {
  const under = new CloudWatchUnderTest();
  under.alarm('bad');
  under.tell(1);
  under.tell(1, 'Others');
  const names = () => under.cloudWatch.metrics.active().map(({ metric }) => metric.name);
  expect(names()).toEqual(['Failures', 'Others']);
  await under.minutes(15 * DAY_MINUTES);
  expect(names()).toEqual([]);
  under.tell(1, 'Third');
  under.tell(1);
  await under.minutes(1);
  expect(under.stateOf('bad')[0]).toBe('ALARM');
});

test('a hundred things are remembered of an alarm that flaps, none older than thirty days, and nothing is planned for ever', async () => {
  const under = new CloudWatchUnderTest();
  under.alarm('bad', { Period: 60 });
  for (let count = 0; count < 200; count += 1) {
    under.tell(count % 2);
    await under.minutes(1);
  }
  const history = async () =>
    (await under.call<{ AlarmHistoryItems: object[] }>('DescribeAlarmHistory')).AlarmHistoryItems.length;
  expect(await history()).toBe(100);
  expect(under.cloudWatch.actions.published.length).toBe(200);
  await under.minutes(31 * DAY_MINUTES);
  expect(await history()).toBe(0);
});

test('values from too long ago and too far ahead are not taken', () => {
  const under = new CloudWatchUnderTest();
  const now = under.clock.now();
  const at = (name: string, hours: number) => ({
    namespace: 'Stack',
    name,
    dimensions: {},
    unit: 'Count',
    value: 1,
    time: now + hours * 3_600_000,
  });
  under.cloudWatch.metrics.put([at('old', -15 * 24), at('past', -13 * 24), at('soon', 1), at('far', 3)]);
  expect(under.cloudWatch.metrics.active().map(({ metric }) => metric.name)).toEqual(['past', 'soon']);
});
