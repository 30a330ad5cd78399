import type { WireObject } from '../aws/aws-service.ts';
import { type AccessRequest, onNothing, type ResourcePlace } from './access-request.ts';

/**
 * What a call of CloudWatch asks of IAM: an action on alarms, which are named one by one or all of them. To see composite
 * alarms the permission has to be on everything, and metrics are no resources.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
export function alarmRequests(
  operation: string,
  { AlarmTypes, AlarmNames, AlarmName = AlarmNames }: WireObject,
  { partition, region, accountId }: ResourcePlace,
): AccessRequest[] {
  const action = `cloudwatch:${operation}`;
  if (operation === 'ListMetrics' || [AlarmTypes].flat().includes('CompositeAlarm')) return [onNothing(action)];
  const named = [AlarmName].flat().filter((name) => typeof name === 'string' && name !== '');
  const inRegion = `arn:${partition}:cloudwatch:${region}:${accountId}:alarm`;
  return (named.length === 0 ? ['*'] : named).map((name) => ({
    action,
    resource: `${inRegion}:${String(name)}`,
    context: {},
  }));
}
