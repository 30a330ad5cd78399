import { ArnFormat, type Stack } from 'aws-cdk-lib';

/**
 * What an alarm is called: the stack, the client if it is about one, and the name under which docs/operations.md says
 * what to do.
 */
export function alarmName({ stackName }: Stack, name: string, client?: string): string {
  return [stackName, client, name].filter((part) => part !== undefined).join('/');
}

/** ARN of whatever alarm of a stack. */
export function anyAlarmOf(stack: Stack): string {
  return stack.formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: alarmName(stack, '*'),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
