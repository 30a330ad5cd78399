import { GetPolicyCommand } from '@aws-sdk/client-lambda';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { SWEEP } from '../../infra/function-names.ts';
import { MONTHLY } from '../../infra/settings/rotation-rate.ts';
import { functionOf } from '../stack/deployed-stack.ts';
import type { Session } from '../stack/session.ts';
import { checked, type CheckResult } from './check.ts';
import type { ClientFacts } from '../facts/client-facts.ts';
import { clientFindings } from './client-findings.ts';
import type { Cures } from './cures.ts';
import { deniedActions } from './denied-actions.ts';
import type { Finding, FindingId } from './finding.ts';
import { rotationNeeds, sweepNeeds } from './role-needs.ts';

/** Which of the findings of `status` belong to which check. */
export const OF_STATUS = {
  'token secret': ['secret-missing', 'secret-deleted', 'secret-unreadable', 'no-token', 'labels-full'],
  API: ['api-down', 'api-unreachable'],
  'current token': ['token-dead'],
  'client secret': ['client-secret-not-set'],
  'signing key': ['key-disabled', 'key-missing', 'key-pending-deletion'],
  rotation: ['rotation-off', 'stuck', 'api-refuses', 'expiring'],
  revocation: ['revocation-overdue', 'order-open'],
  replicas: ['replica-not-in-sync'],
  vending: ['vend-failing'],
} as const satisfies Record<string, readonly FindingId[]>;

/** Looks at a client without changing anything. @param facts with what the API says at this moment */
export async function clientChecks(facts: ClientFacts, cures: Cures, session: Session): Promise<CheckResult[]> {
  const { name } = facts.client;
  const known = clientFindings(facts, cures);
  if (facts.secret.isMissing) return [checked('token secret', name, known)];
  const seen = Object.entries(OF_STATUS)
    .filter(([check]) => hasSubject(check, facts))
    .map(([check, ids]) => {
      const findings = known.filter(({ id }) => (ids as readonly FindingId[]).includes(id));
      return checked(check, name, findings);
    });
  const denied = known.filter(({ id }) => id === 'permission-missing');
  return [
    ...seen,
    checked('schedule', name, rotationScheduleFindings(facts, cures)),
    checked('invocation', name, await invocationFindings(facts, cures, session)),
    checked('permissions', name, [...(await permissionFindings(facts, cures, session)), ...denied].slice(0, 1)),
  ];
}

function hasSubject(check: string, { client, secret }: ClientFacts): boolean {
  if (check === 'replicas') return secret.replicas.length > 0;
  if (check === 'client secret') return client.clientSecretArn !== undefined;
  return check !== 'signing key' || client.signingKeys !== undefined;
}

/** Whether Secrets Manager rotates by this function, and as often as the settings say. */
function rotationScheduleFindings({ client, secret, report }: ClientFacts, cures: Cures): Finding[] {
  const finding = (what: string): Finding[] => [
    { id: 'schedule-wrong', client: client.name, what, command: cures.redeploy(client) },
  ];
  if (secret.rotationFunctionArn !== client.rotation.arn) return finding('Another function rotates the secret.');
  const { scheduleExpression } = secret;
  if (scheduleExpression === undefined) return finding('The secret is not rotated by the schedule of the settings.');
  const isOther = report !== undefined && secondsOf(scheduleExpression) !== report.rotate_every_seconds;
  return isOther ? finding(`The secret rotates by ${scheduleExpression}, not as the settings say.`) : [];
}

/** On a day that every month has, whichever it is: the settings’ `monthly`. */
const ONCE_A_MONTH = /^cron\(0 \d+ (?:[1-9]|1\d|2[0-8]) \* \? \*\)$/;

/** How often a schedule comes, as the settings would say it; undefined for what they cannot say. */
function secondsOf(scheduleExpression: string): number | undefined {
  if (ONCE_A_MONTH.test(scheduleExpression)) return MONTHLY.seconds;
  const [, count, unit] = /^rate\((\d+) (hour|day)s?\)$/.exec(scheduleExpression) ?? [];
  return count === undefined ? undefined : Number(count) * (unit === 'day' ? 86_400 : 3600);
}

/** Whether Secrets Manager may invoke the function, by the function's own policy. */
async function invocationFindings({ client }: ClientFacts, cures: Cures, { aws }: Session): Promise<Finding[]> {
  const policy = await policyOf(client.rotation.name, aws);
  if (policy.includes('secretsmanager.amazonaws.com')) return [];
  const what = 'Secrets Manager may not invoke the rotation function.';
  return [{ id: 'function-not-permitted', client: client.name, what, command: cures.redeploy(client) }];
}

async function policyOf(FunctionName: string, { lambda }: Session['aws']): Promise<string> {
  try {
    return (await lambda.send(new GetPolicyCommand({ FunctionName }))).Policy ?? '';
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return '';
    throw error;
  }
}

async function permissionFindings(facts: ClientFacts, cures: Cures, session: Session): Promise<Finding[]> {
  const { client } = facts;
  const { KmsKeyId } = await session.aws.secretsManager.send(new DescribeSecretCommand({ SecretId: client.secretArn }));
  const sweep = functionOf(client.stack, SWEEP);
  const denied = [
    ...(await deniedActions(client.rotation.roleArn, rotationNeeds(facts, KmsKeyId, session.region), session)),
    ...(await deniedActions(sweep.roleArn, sweepNeeds(facts, KmsKeyId, session.region), session)),
  ];
  if (denied.length === 0) return [];
  const what = `A role lacks what it needs: ${denied.join(', ')}.`;
  return [{ id: 'permission-missing', client: client.name, what, command: cures.redeploy(client) }];
}
