import { CloudWatchClient, DescribeAlarmsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { assemblyWith } from '../../support/assembly.ts';
import { SweepFunction } from '../../support/sweep-function.ts';
import { TestSandbox } from '../../support/test-sandbox.ts';

const CLIENT = { scopes: ['jobs:submit'], rotateEvery: 'rate(30 days)', grace: '2h' };
const EMAIL = 'on-call@example.com';

const ASSEMBLY = assemblyWith({ clients: { acme: { clientId: 'c2m_acme', ...CLIENT } }, alarms: { email: EMAIL } });

const MINUTE = 60;
const QUARTER_HOUR = 15 * MINUTE;
const DAY = 24 * 60 * MINUTE;

let running: TestSandbox;
beforeAll(async () => {
  running = await TestSandbox.start(ASSEMBLY);
  await running.client('acme').issueFirstToken();
});
afterAll(() => running.stop());

const alarm = (kind: string) => {
  const found = running.sandbox.cloudWatch.alarms.all().find(({ name }) => name.endsWith(`/${kind}`));
  if (found === undefined) throw new Error(`There is no alarm ${kind}.`);
  return found;
};
const published = (kind: string) =>
  running.sandbox.cloudWatch.actions.published.filter(({ alarmName }) => alarmName.endsWith(`/${kind}`));
const pass = (seconds: number) => running.sandbox.clock.advance(seconds);
const firing = () =>
  running.sandbox.cloudWatch.alarms
    .all()
    .filter(({ state }) => state === 'ALARM')
    .map(({ name }) => name);
const metric = (namespace: string, name: string, dimensions: Readonly<Record<string, string>>) =>
  running.sandbox.cloudWatch.metrics.seriesOf({ namespace, name, dimensions });
const sumOfLast = (minutes: number, ...of: Parameters<typeof metric>) =>
  metric(...of).periods(Math.floor(running.sandbox.clock.now() / 60_000) + 1, minutes, 1)[0]?.data;

describe('a jump of four weeks', () => {
  const runsIn = (from: number) =>
    running.sandbox.eventRules.runs().filter(({ at, outcome }) => at >= from && outcome === 'left-out').length;

  test('leaves no alarm behind, although nearly all sweeps of it are left out', async () => {
    const begun = running.sandbox.clock.now();
    // The rotation may be at any time of its day, which no test here is to reach.
    await pass(28 * DAY);
    expect(runsIn(begun)).toBeGreaterThan(2000);
    expect(firing()).toEqual([]);
    expect(published('sweep-silent').map(({ state }) => state)).toEqual(['ALARM', 'OK']);
  });

  test('tells of the sweeps that it leaves out what they would have told', async () => {
    // Within an hour the API is asked about every client; the runs after that are left out.
    await new SweepFunction(running).sweep();
    await pass(5 * QUARTER_HOUR);
    const begun = running.sandbox.clock.now();
    await pass(2 * QUARTER_HOUR);
    // Once a day a sweep runs all the same, and that may be one of the two.
    expect(runsIn(begun)).toBeGreaterThan(0);
    const { name } = new SweepFunction(running);
    const [rule = ''] = running.sandbox.eventRules.names();
    expect(sumOfLast(30, 'AWS/Lambda', 'Invocations', { FunctionName: name })?.sum).toBe(2);
    expect(sumOfLast(30, 'AWS/Events', 'Invocations', { RuleName: rule })?.sum).toBe(2);
    expect(sumOfLast(30, 'AWS/Events', 'TriggeredRules', { RuleName: rule })?.sum).toBe(2);
    expect(sumOfLast(30, 'AWS/Lambda', 'Errors', { FunctionName: name })).toMatchObject({ sum: 0, count: 2 });
  });

  test('with the life of a token as it is by then', async () => {
    const expiry = () => {
      const current = running.client('acme').liveTokens.at(-1);
      return (Date.parse(current?.expiresAt ?? '') - running.sandbox.clock.now()) / 1000;
    };
    const namespace = alarm('token-expiring').name.split('/')[0] ?? '';
    const dimensions = { service: 'revoke-superseded-tokens', client: 'acme' };
    await pass(8 * QUARTER_HOUR);
    const told = sumOfLast(15, namespace, 'SecondsToExpiry', dimensions)?.least ?? 0;
    // Told in whole seconds.
    expect(told).toBeGreaterThanOrEqual(Math.floor(expiry()));
    expect(told).toBeLessThan(expiry() + QUARTER_HOUR + MINUTE);
  });
});

describe('the topic of the stack', () => {
  const topicArn = () => alarm('sweep-silent').definition.AlarmActions[0] ?? '';
  const keyOf = () => running.sandbox.topics.find(topicArn())?.keyId ?? '';

  /** Switches the schedule off until the alarm goes off, and on again. */
  async function silence(): Promise<(typeof running.sandbox.cloudWatch.actions.published)[number]> {
    const sweep = new SweepFunction(running);
    sweep.pauseSchedule();
    await pass(6 * QUARTER_HOUR);
    expect(alarm('sweep-silent').state).toBe('ALARM');
    const last = published('sweep-silent').at(-1);
    sweep.resumeSchedule();
    await pass(2 * QUARTER_HOUR);
    expect(alarm('sweep-silent').state).toBe('OK');
    if (last === undefined) throw new Error('Nothing was published.');
    return last;
  }

  test('is told, and tells who subscribed', async () => {
    expect(await silence()).toMatchObject({ state: 'ALARM', recipients: [EMAIL], error: undefined });
  });

  test('is not told where its key does not let CloudWatch in', async () => {
    const { kms, credentials } = running.sandbox;
    const { caller } = credentials.administrator;
    const { Policy } = await kms.call('GetKeyPolicy', { KeyId: keyOf() }, caller);
    const closed = JSON.parse(String(Policy)) as { Statement: { Sid?: string }[] };
    const others = closed.Statement.filter(({ Sid }) => Sid !== 'AlarmsEncrypt');
    await kms.call(
      'PutKeyPolicy',
      { KeyId: keyOf(), Policy: JSON.stringify({ ...closed, Statement: others }) },
      caller,
    );
    expect(await silence()).toMatchObject({
      recipients: [],
      error: 'CloudWatch Alarms does not have authorization to access the SNS topic encryption key.',
    });
    expect(running.sandbox.authorisation.denied.at(-1)).toMatchObject({ principal: 'cloudwatch.amazonaws.com' });
    await kms.call('PutKeyPolicy', { KeyId: keyOf(), Policy }, caller);
  });

  test('is not told where its own policy names other alarms', async () => {
    const { topics } = running.sandbox;
    const policy = topics.find(topicArn())?.policy;
    topics.setPolicy(topicArn(), policy?.replaceAll('alarm:', 'alarm:other-'));
    const { error } = await silence();
    expect(error).toContain('CloudWatch Alarms is not authorized to perform: SNS:Publish');
    topics.setPolicy(topicArn(), policy);
    expect((await silence()).error).toBeUndefined();
  });
});

test('a rule that may not invoke the sweep any more is counted, and the sweep is missed', async () => {
  const { lambda } = running.sandbox;
  const { name } = new SweepFunction(running);
  const permissions = [...lambda.permissionsOf(name)];
  for (const { statementId } of permissions) lambda.removePermission(name, statementId);
  await pass(6 * QUARTER_HOUR);
  const [RuleName = ''] = running.sandbox.eventRules.names();
  expect(sumOfLast(60, 'AWS/Events', 'FailedInvocations', { RuleName })?.sum).toBe(4);
  expect(alarm('sweep-silent').state).toBe('ALARM');
  for (const permission of permissions) lambda.addPermission(name, permission);
  await pass(2 * QUARTER_HOUR);
  expect(alarm('sweep-silent').state).toBe('OK');
});

describe('a role of the stack', () => {
  const clientAs = (roleArn?: string) =>
    new CloudWatchClient({
      endpoint: running.sandbox.awsEndpoint,
      region: 'us-east-1',
      credentials:
        roleArn === undefined
          ? { accessKeyId: 'test', secretAccessKey: 'test' }
          : running.sandbox.credentials.issue(roleArn, 'curious'),
      maxAttempts: 1,
    });

  test('that has no permission for it sees no alarm and no metric; the administrator sees them', async () => {
    const { configuration } = running.sandbox.lambda.find(new SweepFunction(running).name).deployed;
    const [role, administrator] = [clientAs(configuration.roleArn), clientAs()];
    await expect(role.send(new DescribeAlarmsCommand({ AlarmNames: ['any'] }))).rejects.toThrow(
      'is not authorized to perform: cloudwatch:DescribeAlarms on resource: arn:aws:cloudwatch:us-east-1:123456789012:alarm:any because no identity-based policy',
    );
    await expect(role.send(new ListMetricsCommand({}))).rejects.toThrow('cloudwatch:ListMetrics because');
    const { MetricAlarms = [] } = await administrator.send(new DescribeAlarmsCommand({ StateValue: 'OK' }));
    expect(MetricAlarms.length).toBeGreaterThan(10);
    const { Metrics = [] } = await administrator.send(new ListMetricsCommand({ RecentlyActive: 'PT3H' }));
    const namespaces = new Set(Metrics.map(({ Namespace }) => Namespace));
    expect(namespaces).toEqual(new Set([alarm('sweep-silent').name.split('/')[0], 'AWS/Lambda', 'AWS/Events']));
    for (const client of [role, administrator]) client.destroy();
  });
});
