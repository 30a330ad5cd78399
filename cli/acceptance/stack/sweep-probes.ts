import { paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { labelsOn } from '../../../functions/core/version-labels.ts';
import { askFunctions } from '../../stack/ask-functions.ts';
import { describeVersions } from '../../stack/describe-versions.ts';
import { Disproved, NotAsked, type Probe } from '../probe.ts';
import { clientOf, type StackSetting } from './stack-setting.ts';

/** A sweep more than it takes: EventBridge is precise to a minute. */
const SPARE_SWEEPS = 2;

const HOUR_MS = 3_600_000;

/** Whether what is due is revoked without anybody asking. */
export const SWEEP_PROBES: readonly Probe<StackSetting>[] = [
  {
    name: 'sweep-by-its-rule',
    question: 'Does the sweep, invoked by its rule, revoke the old token when its grace is over?',
    beliefs: ['event-rule-permission', 'sweep-by-tag', 'sweep-labels', 'revoke-answer', 'api-bearer'],
    async run(setting) {
      const { run, session, plan, notes } = setting;
      const { client } = clientOf(setting, 'assertion');
      const old = notes.supersededVersion;
      if (old === undefined) throw new NotAsked('No rotation has superseded a token.');
      const within = plan.graceSeconds + (1 + SPARE_SWEEPS) * plan.sweepEverySeconds;
      await run.waiting.until('the ledger has no label for the old token', { within, every: 60 }, async () => {
        const labels = labelsOn(await describeVersions(client, session), old);
        return labels.some((label) => label.startsWith('click2mail:')) ? undefined : labels;
      });
      return 'its labels are gone, so the API has confirmed that it is revoked';
    },
  },
  {
    name: 'revoked-token-refused',
    question: 'Does the API refuse an exchange with the token that the sweep revoked?',
    beliefs: ['api-revoked-at-once', 'api-error-form', 'api-invalid-token'],
    async run({ notes, plan }) {
      if (notes.supersededToken === undefined) throw new NotAsked('No rotation has superseded a token.');
      const answer = await fetch(`${plan.apiBaseUrl}/auth/tokens/short`, {
        method: 'POST',
        headers: { authorization: `Bearer ${notes.supersededToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ scopes: plan.scopes }),
      });
      const { code = '' } = (await answer.json().catch(() => ({}))) as { code?: string };
      const isToldDead = answer.status === 401 && ['invalid_token', 'token_expired'].includes(code);
      if (!isToldDead) throw new Disproved(`status ${answer.status}, code ${code || 'none'}`);
      return `status 401 ${code}`;
    },
  },
  {
    name: 'failed-invocations',
    question: 'Did EventBridge invoke the sweep, and did none of its invocations fail?',
    beliefs: ['event-rule-permission', 'event-metrics', 'rule-name'],
    async run(setting) {
      const invocations = await sumOf(setting, 'Invocations');
      const failed = await sumOf(setting, 'FailedInvocations');
      if (failed > 0) throw new Disproved(`${failed} of ${invocations} failed`);
      if (invocations === 0) throw new Disproved('AWS/Events has no Invocations of the rule');
      return `${invocations} invocations, none failed`;
    },
  },
];

/** Of AWS/Events, over the run, for the sweep's rule. */
async function sumOf({ run, stack, session }: StackSetting, MetricName: string): Promise<number> {
  const now = Date.parse((await askFunctions({ stack }, session)).now);
  const { MetricDataResults = [] } = await run.aws.cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(now - 3 * HOUR_MS),
      EndTime: new Date(now + HOUR_MS),
      MetricDataQueries: [
        {
          Id: 'sum',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/Events',
              MetricName,
              Dimensions: [{ Name: 'RuleName', Value: await ruleName(run.aws.cloudFormation, stack.name) }],
            },
            Period: 300,
            Stat: 'Sum',
          },
        },
      ],
    }),
  );
  return MetricDataResults.flatMap(({ Values = [] }) => Values).reduce((sum, value) => sum + value, 0);
}

async function ruleName(client: StackSetting['run']['aws']['cloudFormation'], StackName: string): Promise<string> {
  for await (const page of paginateListStackResources({ client }, { StackName })) {
    const rule = page.StackResourceSummaries?.find(({ ResourceType }) => ResourceType === 'AWS::Events::Rule');
    if (rule?.PhysicalResourceId !== undefined) return rule.PhysicalResourceId;
  }
  throw new Error(`The stack ${StackName} has no rule.`);
}
