import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import {
  carries,
  CURRENT,
  dueTime,
  isStored,
  pendingVersion,
  versionWith,
} from '../../../functions/core/version-labels.ts';
import type { OtpIssued } from '../../../functions/issue-by-otp/otp-issuing.ts';
import type { ProbeAnswer } from '../../../functions/revoke-superseded-tokens/operator-answers.ts';
import { ISSUER } from '../../../infra/function-names.ts';
import { askFunctions } from '../../stack/ask-functions.ts';
import { functionOf } from '../../stack/deployed-stack.ts';
import { describeVersions } from '../../stack/describe-versions.ts';
import { invokeFunction } from '../../stack/invoke-function.ts';
import { startRotation } from '../../stack/start-rotation.ts';
import { Disproved, type Probe } from '../probe.ts';
import { publicKeyCommandOf } from './public-key-command.ts';
import type { PlannedClient } from './stack-plan.ts';
import { clientOf, type StackSetting, sweepOf } from './stack-setting.ts';

/** A person has to send the key to Click2Mail, and Click2Mail has to take it. */
const KEY_KNOWN_WITHIN_SECONDS = 60 * 60;

/** Whether tokens are issued and rotated by every grant. */
export const ROTATION_PROBES: readonly Probe<StackSetting>[] = [
  {
    name: 'deployed-and-not-rotated',
    question: 'Is rotation on after the deployment, and is nothing rotated and nothing pending?',
    beliefs: ['deployment-tests-only'],
    async run({ run, stack }) {
      for (const { name, secretArn } of stack.clients) {
        const secret = await run.waiting.until(
          `nothing of ${name} is pending`,
          { within: 180, every: 10 },
          async () => {
            const found = await run.aws.secretsManager.send(new DescribeSecretCommand({ SecretId: secretArn }));
            return pendingVersion(found.VersionIdsToStages ?? {}) === undefined ? found : undefined;
          },
        );
        if (secret.RotationEnabled !== true) throw new Disproved(`the rotation of ${name} is off`);
        const versions = Object.keys(secret.VersionIdsToStages ?? {});
        if (versions.length !== 1) throw new Disproved(`${name} has ${versions.length} versions with labels`);
      }
      return `${stack.clients.length} clients, with one version each`;
    },
  },
  {
    name: 'key-accepted',
    question: 'Does the API issue a token for an assertion that the new key signed?',
    beliefs: ['api-assertion', 'api-key-by-pem', 'api-bearer', 'api-token-id', 'revoke-answer'],
    async run(setting) {
      const { run, session } = setting;
      const { client } = clientOf(setting, 'assertion');
      const ask = async () => {
        const order = { client: client.name, probe: 'issue' };
        const { issue } = await invokeFunction<ProbeAnswer>(session, sweepOf(setting).name, order);
        return issue?.accepted === true ? issue : undefined;
      };
      const known = await ask();
      if (known === undefined) run.terminal.err(publicKeyCommandOf(client, setting));
      const patience = { within: KEY_KNOWN_WITHIN_SECONDS, every: 30 };
      const issue = known ?? (await run.waiting.until('the API accepts the key', patience, ask));
      if (!issue.revoked)
        throw new Disproved(`a one-hour token was issued, and not revoked: ${issue.failure?.message}`);
      return 'a one-hour token was issued and revoked';
    },
  },
  firstRotation('rotate-by-assertion', 'assertion', [
    'secrets-manager-invokes',
    'rotation-event',
    'sign-conditions',
    'api-late-token',
    'api-token-id',
  ]),
  firstRotation('rotate-by-client-secret', 'clientsecret', ['api-client-secret']),
  firstRotation('rotate-by-short-term-token', 'shortterm', ['api-one-time-code', 'api-mechanism-4']),
  {
    name: 'ledger-after-rotation',
    question: 'Does a second rotation leave the labels that the ledger says, with a due-time on the old version?',
    beliefs: ['labels-stay', 'put-moves-labels', 'pending-after-rotation'],
    async run(setting) {
      const { session, run, notes } = setting;
      const { client } = clientOf(setting, 'assertion');
      const before = versionWith(await describeVersions(client, session), CURRENT) ?? '';
      notes.supersededVersion = before;
      notes.supersededToken = await tokenIn(setting, client.secretArn, before);
      const next = await rotated(setting, 'assertion');
      const versions = await run.waiting.until('the old version has a due-time', { within: 60, every: 2 }, async () => {
        const seen = await describeVersions(client, session);
        return dueTime(seen, before) === undefined ? undefined : seen;
      });
      const isAsSaid = carries(versions, next, CURRENT) && isStored(versions, next) && isStored(versions, before);
      if (!isAsSaid) throw new Disproved(JSON.stringify(versions));
      return `the old version is due at ${new Date(dueTime(versions, before) ?? 0).toISOString()}`;
    },
  },
];

function firstRotation(name: string, planned: PlannedClient['name'], beliefs: readonly string[]): Probe<StackSetting> {
  return {
    name,
    question: `Does Secrets Manager rotate the secret of ${planned} to a token that the API accepts?`,
    beliefs,
    run: async (setting) => {
      await prepared(setting, planned);
      return `the version ${await rotated(setting, planned)} is current`;
    },
  };
}

/** What an operator does after the first deployment. */
async function prepared(setting: StackSetting, name: PlannedClient['name']): Promise<void> {
  const { planned, client } = clientOf(setting, name);
  const { clientSecret, oneTimeCode } = planned;
  if (clientSecret !== undefined) {
    const SecretString = JSON.stringify({ client_secret: clientSecret });
    await setting.run.aws.secretsManager.send(
      new PutSecretValueCommand({ SecretId: client.clientSecretArn, SecretString }),
    );
  }
  if (oneTimeCode !== undefined) {
    const order = { client: name, otp_code: await oneTimeCode() };
    await invokeFunction<OtpIssued>(setting.session, functionOf(setting.stack, ISSUER).name, order);
  }
}

/** @returns the version that is current then */
async function rotated(setting: StackSetting, name: PlannedClient['name']): Promise<string> {
  const { session } = setting;
  const { client } = clientOf(setting, name);
  const { now } = await askFunctions(client, session);
  const { version_id } = await startRotation(client, { now: Date.parse(now), isToWait: true }, session);
  // The last step goes on after it has moved the label.
  await sleep(session.endpoint === undefined ? 5000 : 0);
  return version_id;
}

async function tokenIn({ run }: StackSetting, SecretId: string, VersionId: string): Promise<string> {
  const { SecretString = '{}' } = await run.aws.secretsManager.send(new GetSecretValueCommand({ SecretId, VersionId }));
  return (JSON.parse(SecretString) as { access_token?: string }).access_token ?? '';
}
