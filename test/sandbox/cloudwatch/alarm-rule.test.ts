import { expect, test } from '@jest/globals';
import { readRule } from '../../../sandbox/cloudwatch/alarm-rule.ts';

const A_ALONE = (name: string) => (name === 'a' ? 'ALARM' : 'OK');

test.each([
  ['ALARM("a")', true],
  ['ALARM("arn:aws:cloudwatch:us-east-1:123456789012:alarm:a")', true],
  ['NOT ALARM("b")', true],
  ['(ALARM("a") AND ALARM("b"))', false],
  ['((ALARM("a") OR ALARM("b")) AND (NOT (ALARM("b"))))', true],
  ['(OK("b") AND ALARM("b"))', false],
  ['ALARM("b") OR ALARM("b") OR ALARM("a")', true],
  ['INSUFFICIENT_DATA("a")', false],
  ['TRUE', true],
  ['FALSE', false],
])('the rule %s is %s while a alone is in ALARM', (rule, value) => {
  expect(readRule(rule).isMet(A_ALONE)).toBe(value);
});

test('a rule knows whom it is about, once each', () => {
  expect(readRule('(ALARM("a") OR OK("b/c")) AND (NOT ALARM("a"))').children).toEqual(['a', 'b/c']);
});

test.each(['ALARM("a") AND ALARM("b") OR ALARM("c")', 'ALARM("a"', 'SOMETIMES("a")', 'ALARM("a") ALARM("b")', ''])(
  'the rule %j is not guessed at',
  (rule) => {
    expect(() => readRule(rule)).toThrow('cannot be read');
  },
);
