import { expect, test } from '@jest/globals';
import { startStack } from '../stack/started-stack.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:work';

test.each([
  [
    'an event pattern',
    { EventPattern: { source: ['aws.s3'] } },
    'The sandbox knows rules with a schedule alone (Rule).',
  ],
  [
    'a schedule that cannot be read',
    { ScheduleExpression: 'rate(1 minutes)' },
    'Parameter ScheduleExpression is not valid.',
  ],
  [
    'a target that is no function',
    { ScheduleExpression: 'rate(1 day)', Targets: [{ Id: 'Q', Arn: 'arn:aws:sqs:us-east-1:123456789012:queue' }] },
    'The sandbox’s rules invoke functions alone (Rule).',
  ],
  [
    'what the sandbox does not know of a target',
    { ScheduleExpression: 'rate(1 day)', Targets: [{ Id: 'Q', Arn: FUNCTION, InputPath: '$.detail' }] },
    'The sandbox does not know InputPath of a rule’s target (Rule).',
  ],
])('a rule with %s is not stood up: nothing is left out quietly', async (_what, Properties, message) => {
  const template = { Resources: { Rule: { Type: 'AWS::Events::Rule', Properties } } };
  await expect(startStack({ template })).rejects.toThrow(message.replaceAll('’', "'"));
});
