import { DescribeAlarmsCommand, GetDashboardCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { askFunctions } from '../../stack/ask-functions.ts';
import { clientSettings } from '../../stack/aws-clients.ts';
import { Disproved, NotAsked, type Probe } from '../probe.ts';
import type { StackSetting } from './stack-setting.ts';

/** Metrics that come out of logs take some minutes, and so does a copy. */
const PATIENCE = { within: 15 * 60, every: 60 };

/** Others may be on for a reason: the API refuses a key that it does not know yet. */
const TELLING_ALARMS = ['sweep-silent', 'denied-calls'];

const HOURS_3_IN_MS = 3 * 3_600_000;

/** What watches the stack, and its copies. */
export const WATCHING_PROBES: readonly Probe<StackSetting>[] = [
  {
    name: 'dashboard-searches',
    question: 'Does every SEARCH of the dashboard find metrics?',
    beliefs: ['search-expression', 'metrics-from-logs', 'search-quotes'],
    async run(setting) {
      const { run, stack } = setting;
      const { DashboardBody = '{}' } = await run.aws.cloudWatch.send(
        new GetDashboardCommand({ DashboardName: stack.name }),
      );
      const searches = searchesIn(DashboardBody);
      if (searches.length === 0) throw new Disproved('the dashboard has no SEARCH');
      for (const expression of searches) {
        await run.waiting.until(`${expression} finds something`, PATIENCE, () => foundBy(expression, setting));
      }
      return `${searches.length} searches, each with results`;
    },
  },
  {
    name: 'alarms',
    question: 'Are the alarms off that a sweep without metrics, and a call that AWS denied, would have set off?',
    beliefs: ['metrics-from-logs', 'missing-data'],
    async run({ run, stack }) {
      const names = TELLING_ALARMS.map((name) => `${stack.name}/${name}`);
      const alarms = await run.waiting.until(`${names.join(' and ')} are off`, PATIENCE, async () => {
        const { MetricAlarms = [] } = await run.aws.cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: names }));
        return MetricAlarms.length === names.length && MetricAlarms.every(({ StateValue }) => StateValue === 'OK')
          ? MetricAlarms
          : undefined;
      });
      return `${alarms.map(({ AlarmName }) => AlarmName).join(', ')}: OK`;
    },
  },
  {
    name: 'copies-in-sync',
    question: 'Does the replica region have every token secret’s current version?',
    beliefs: ['replica-write', 'replica-metadata'],
    async run({ run, plan, stack }) {
      const { replicaRegion } = plan;
      if (replicaRegion === undefined) throw new NotAsked('It needs --replica-region.');
      const there = new SecretsManagerClient(clientSettings({ ...run, region: replicaRegion }));
      try {
        for (const { name, secretArn } of stack.clients) {
          await run.waiting.until(`the copy of ${name} is in sync`, PATIENCE, async () => {
            const { ReplicationStatus } = await run.aws.secretsManager.send(
              new DescribeSecretCommand({ SecretId: secretArn }),
            );
            return ReplicationStatus?.every(({ Status }) => Status === 'InSync') === true ? true : undefined;
          });
          const SecretId = secretArn.replace(`:${run.region}:`, `:${replicaRegion}:`);
          const copy = await there.send(new GetSecretValueCommand({ SecretId }));
          const { VersionId } = await run.aws.secretsManager.send(new GetSecretValueCommand({ SecretId: secretArn }));
          if (copy.VersionId !== VersionId) throw new Disproved(`the copy of ${name} has another current version`);
        }
        return `${stack.clients.length} copies in ${replicaRegion}`;
      } finally {
        there.destroy();
      }
    },
  },
];

/** The SEARCH expressions of a dashboard's widgets. */
function searchesIn(body: string): string[] {
  const { widgets = [] } = JSON.parse(body) as { widgets?: { properties?: { metrics?: unknown[][] } }[] };
  const metrics = widgets.flatMap(({ properties }) => properties?.metrics ?? []).flat();
  return metrics.flatMap((metric) => {
    const { expression } = typeof metric === 'object' && metric !== null ? (metric as { expression?: string }) : {};
    return expression?.startsWith('SEARCH(') === true ? [expression] : [];
  });
}

async function foundBy(Expression: string, { run, stack, session }: StackSetting): Promise<number | undefined> {
  const now = Date.parse((await askFunctions({ stack }, session)).now);
  const { MetricDataResults = [] } = await run.aws.cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(now - HOURS_3_IN_MS),
      EndTime: new Date(now),
      MetricDataQueries: [{ Id: 'found', Expression }],
    }),
  );
  const found = MetricDataResults.filter(({ Values = [] }) => Values.length > 0).length;
  return found === 0 ? undefined : found;
}
