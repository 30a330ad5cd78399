import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { rotationName } from '../rotation-name.ts';

/**
 * What an alarm is called: the rotation, the client if it is about one, and the name under which docs/operations.md says
 * what to do.
 */
export function alarmName(scope: Construct, name: string, client?: string): string {
  return [rotationName(scope), client, name].filter((part) => part !== undefined).join('/');
}

/** ARN of whatever alarm of a rotation. */
export function anyAlarmOf(scope: Construct): string {
  return Stack.of(scope).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: alarmName(scope, '*'),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
