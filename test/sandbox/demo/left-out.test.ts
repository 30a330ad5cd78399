import { expect, test } from '@jest/globals';
import { leftOutText } from '../../../sandbox/demo/left-out.ts';

test('what does not stand of an app is told with its place, its type and the reason', () => {
  const leftOut = [{ stack: 'App', logicalId: 'Table', type: 'AWS::DynamoDB::Table', reason: 'It is not known.' }];
  expect(leftOutText(leftOut)).toBe(
    'Not all of the app stands here:\n  App/Table (AWS::DynamoDB::Table): It is not known.\n',
  );
});
