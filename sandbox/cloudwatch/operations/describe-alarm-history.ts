import * as v from 'valibot';
import { pageOf } from '../../aws/page.ts';
import { oneOf, unserved } from '../../aws/request-shape.ts';
import { alarmName, alarmTypes, maxRecords, nextToken, timestamp } from '../request-members.ts';
import { invalidToken, operation } from './operation.ts';

const request = v.object({
  AlarmName: v.optional(alarmName),
  AlarmTypes: alarmTypes,
  HistoryItemType: v.optional(
    oneOf(['ConfigurationUpdate', 'StateUpdate', 'Action', 'AlarmContributorStateUpdate', 'AlarmContributorAction']),
  ),
  StartDate: v.optional(timestamp, -Infinity),
  EndDate: v.optional(timestamp, Infinity),
  ScanBy: v.optional(oneOf(['TimestampDescending', 'TimestampAscending']), 'TimestampDescending'),
  MaxRecords: maxRecords,
  NextToken: nextToken,
  AlarmContributorId: unserved,
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html */
export const describeAlarmHistory = operation(request, (input, _caller, { clock, history }) => {
  const { AlarmTypes, HistoryItemType, StartDate, EndDate } = input;
  const types: readonly string[] = AlarmTypes.length === 0 ? ['MetricAlarm'] : AlarmTypes;
  const found = history
    .items(clock.now(), input.AlarmName)
    .filter(
      ({ alarmType, type, at }) =>
        types.includes(alarmType) &&
        (HistoryItemType === undefined || type === HistoryItemType) &&
        at >= StartDate &&
        at <= EndDate,
    );
  const ordered = input.ScanBy === 'TimestampAscending' ? found : found.toReversed();
  const page = pageOf(ordered, input.MaxRecords, input.NextToken, invalidToken);
  const AlarmHistoryItems = page.items.map(({ alarmName: AlarmName, alarmType, type, at, summary, data }) => ({
    AlarmName,
    AlarmType: alarmType,
    Timestamp: new Date(at),
    HistoryItemType: type,
    HistorySummary: summary,
    HistoryData: data,
  }));
  return { AlarmHistoryItems, ...page.next };
});
