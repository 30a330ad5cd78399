import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { StartedStack } from '../stack/started-stack.ts';
import { functionArn, type OperatorClients, operatorClients, startOperatorsStack } from './operators-stack.ts';

const QUARTER_OF_AN_HOUR = 15 * 60;
const ruleArn = (name: string) => `arn:aws:events:us-east-1:123456789012:rule/${name}`;
const NOT_THERE = { name: 'ResourceNotFoundException', message: 'Rule gone does not exist on EventBus default.' };

let started: StartedStack;
let clients: OperatorClients;
beforeAll(async () => {
  started = await startOperatorsStack();
  clients = operatorClients(started.sandbox);
});
afterAll(async () => {
  clients.destroy();
  await started.stop();
});

const TICK = {
  Name: 'tick',
  Arn: ruleArn('tick'),
  Description: 'Ticks.',
  ScheduleExpression: 'rate(15 minutes)',
  State: 'ENABLED',
  EventBusName: 'default',
};

test('rules are listed, all of them or by the beginning of their names, and by pages', async () => {
  const REST = {
    Name: 'rest',
    Arn: ruleArn('rest'),
    ScheduleExpression: 'rate(1 day)',
    State: 'DISABLED',
    EventBusName: 'default',
  };
  expect((await clients.events.listRules({})).Rules).toEqual([TICK, REST]);
  expect((await clients.events.listRules({ NamePrefix: 're', EventBusName: 'default' })).Rules).toEqual([REST]);
  const first = await clients.events.listRules({ Limit: 1 });
  expect(first.Rules).toEqual([TICK]);
  const second = await clients.events.listRules({ Limit: 1, NextToken: first.NextToken });
  expect(second).toMatchObject({ Rules: [REST] });
  expect(second.NextToken).toBeUndefined();
});

test('one rule is described, with its targets', async () => {
  expect(await clients.events.describeRule({ Name: 'tick' })).toMatchObject({ ...TICK, CreatedBy: '123456789012' });
  expect((await clients.events.listTargetsByRule({ Rule: 'tick' })).Targets).toEqual([
    { Id: 'Work', Arn: functionArn, Input: '{}', RetryPolicy: { MaximumRetryAttempts: 1 } },
  ]);
});

test('a rule that is disabled does not run until it is enabled again', async () => {
  const { clock, eventRules } = started.sandbox;
  const ran = () => eventRules.runs().filter(({ ruleName, outcome }) => ruleName === 'tick' && outcome === 'invoked');
  await clock.advance(QUARTER_OF_AN_HOUR);
  expect(ran()).toHaveLength(1);
  await clients.events.disableRule({ Name: 'tick' });
  expect(await clients.events.describeRule({ Name: 'tick' })).toMatchObject({ State: 'DISABLED' });
  await clock.advance(4 * QUARTER_OF_AN_HOUR);
  expect(ran()).toHaveLength(1);
  await clients.events.enableRule({
    Name: 'tick',
    EventBusName: 'arn:aws:events:us-east-1:123456789012:event-bus/default',
  });
  expect(await clients.events.describeRule({ Name: 'tick' })).toMatchObject({ State: 'ENABLED' });
  await clock.advance(QUARTER_OF_AN_HOUR);
  expect(ran()).toHaveLength(2);
});

test.each<[string, (asked: OperatorClients['events']) => Promise<unknown>, object]>([
  ['a rule that is not there', (events) => events.describeRule({ Name: 'gone' }), NOT_THERE],
  ['the targets of a rule that is not there', (events) => events.listTargetsByRule({ Rule: 'gone' }), NOT_THERE],
  ['a rule that is to be enabled and is not there', (events) => events.enableRule({ Name: 'gone' }), NOT_THERE],
  ['a rule that is to be disabled and is not there', (events) => events.disableRule({ Name: 'gone' }), NOT_THERE],
  [
    'another event bus',
    (events) => events.listRules({ EventBusName: 'mine' }),
    { name: 'ResourceNotFoundException', message: 'Event bus mine does not exist.' },
  ],
  [
    'a name that no rule can have',
    (events) => events.describeRule({ Name: 'a rule' }),
    { name: 'ValidationException', message: expect.stringContaining("at 'name' failed to satisfy constraint") },
  ],
  ['a token that was never given', (events) => events.listRules({ NextToken: 'x' }), { name: 'ValidationException' }],
])('%s is refused', async (_what, ask, refusal) => {
  await expect(ask(clients.events)).rejects.toMatchObject(refusal);
});
