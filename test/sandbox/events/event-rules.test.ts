import { afterEach, describe, expect, test } from '@jest/globals';
import type { Template, TemplateResource } from '../../../sandbox/stack/assembly.ts';
import { functionOf, ROLE, startStack, type StartedStack } from '../stack/started-stack.ts';

const CODE = `
  export const handler = async (event) => {
    console.log('got ' + JSON.stringify(event));
    if (event.fails) throw new Error('again');
    await new Promise((resolve) => setTimeout(resolve, 200));
    console.log('done');
  };`;

const RULE_ARN = 'arn:aws:events:us-east-1:123456789012:rule/tick';

let started: StartedStack;
afterEach(() => started.stop());

const permissionFor = (SourceArn: unknown, more: object = {}): TemplateResource => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    FunctionName: { 'Fn::GetAtt': ['Work', 'Arn'] },
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn,
    ...more,
  },
});

const target = { Id: 'Work', Arn: { 'Fn::GetAtt': ['Work', 'Arn'] } };

async function start(rule: object = {}, more: Template['Resources'] = {}): Promise<StartedStack['sandbox']> {
  const Resources = {
    Role: ROLE,
    Work: functionOf('work', { FunctionName: 'work' }),
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'tick',
        ScheduleExpression: 'rate(15 minutes)',
        State: 'ENABLED',
        Targets: [target],
        ...rule,
      },
    },
    Permission: permissionFor({ 'Fn::GetAtt': ['Rule', 'Arn'] }),
    ...more,
  };
  started = await startStack({ template: { Resources }, assets: { work: { 'index.mjs': CODE } } });
  return started.sandbox;
}

const written = (text: string) => started.lines.filter((line) => line.includes(`\tINFO\t${text}`));
const received = () =>
  written('got ').map((line) => JSON.parse(line.slice(line.indexOf('got ') + 4)) as Record<string, unknown>);

describe('a rule with a schedule', () => {
  test('gives its function EventBridge’s event at every tick, and a move of the clock waits for the end of it', async () => {
    const { clock, eventRules } = await start();
    const madeAt = clock.now();
    await clock.advance(31 * 60);
    expect(written('done')).toHaveLength(2);
    const [event] = received();
    expect(event).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '123456789012',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'us-east-1',
      resources: [RULE_ARN],
      detail: {},
    });
    const late = Date.parse(String(event?.['time'])) - madeAt - 15 * 60_000;
    expect(Math.abs(late)).toBeLessThan(5000);
    expect(eventRules.runs().map(({ outcome }) => outcome)).toEqual(['invoked', 'invoked']);
  });

  test('is refused by a function whose policy does not name the rule, and the refusal is remembered', async () => {
    const sandbox = await start({}, { Permission: permissionFor(`${RULE_ARN}s`) });
    await sandbox.clock.advance(16 * 60);
    expect(received()).toEqual([]);
    expect(sandbox.eventRules.runs().map(({ outcome }) => outcome)).toEqual(['refused']);
    expect(sandbox.state().denied).toEqual([
      expect.objectContaining({ principal: 'events.amazonaws.com', action: 'lambda:InvokeFunction' }),
    ]);
  });

  test('is refused by a function whose policy asks for the account, too: EventBridge does not tell it', async () => {
    const account = { SourceAccount: { Ref: 'AWS::AccountId' } };
    const sandbox = await start({}, { Permission: permissionFor({ 'Fn::GetAtt': ['Rule', 'Arn'] }, account) });
    await sandbox.clock.advance(16 * 60);
    expect(received()).toEqual([]);
    expect(sandbox.authorisation.denied.map(({ principal, reason }) => `${principal}: ${reason}`)).toEqual([
      'events.amazonaws.com: no resource-based policy allows the lambda:InvokeFunction action',
    ]);
  });

  test('gives its function the input of the target, where there is one', async () => {
    const { clock } = await start({ Targets: [{ ...target, Input: '{"own":1}' }] });
    await clock.advance(16 * 60);
    expect(received()).toEqual([{ own: 1 }]);
  });

  test('does not run while it is disabled', async () => {
    const { clock, eventRules } = await start({ State: 'DISABLED' });
    await clock.advance(60 * 60);
    expect(eventRules.runs()).toEqual([]);
    eventRules.enable('tick');
    await clock.advance(16 * 60);
    eventRules.disable('tick');
    await clock.advance(60 * 60);
    expect(eventRules.runs()).toHaveLength(1);
    expect(() => eventRules.disable('tock')).toThrow('Rule tock does not exist on EventBus default.');
  });

  test('never leaves a run out, where nobody knows whether the function would find nothing to do', async () => {
    const { clock, eventRules } = await start({ ScheduleExpression: 'cron(0 0/6 * * ? *)' });
    await clock.advance(2 * 24 * 60 * 60);
    expect(eventRules.runs().map(({ outcome }) => outcome)).toEqual(Array.from({ length: 8 }, () => 'invoked'));
  });
});

describe('a run that failed', () => {
  const failing = { Targets: [{ ...target, Input: '{"fails":true}' }], ScheduleExpression: 'rate(1 day)' };

  test('is tried twice more by Lambda', async () => {
    const { clock } = await start(failing);
    await clock.advance(25 * 60 * 60);
    expect(received()).toHaveLength(3);
  });

  test('is not tried again where the function’s settings say so', async () => {
    const { clock } = await start(failing, {
      NoRetries: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: { FunctionName: { Ref: 'Work' }, Qualifier: '$LATEST', MaximumRetryAttempts: 0 },
      },
    });
    await clock.advance(25 * 60 * 60);
    expect(received()).toHaveLength(1);
  });
});
