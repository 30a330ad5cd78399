import { CancelRotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { secretVersions } from '../../functions/clients/secret-versions.ts';
import {
  CURRENT,
  isTracked,
  ownLabels,
  retiredLabel,
  versionWith,
  wasCurrent,
} from '../../functions/core/version-labels.ts';
import { askFunctions } from '../stack/ask-functions.ts';
import type { StackClient } from '../stack/deployed-stack.ts';
import { describeVersions } from '../stack/describe-versions.ts';
import { freePending } from '../stack/free-pending.ts';
import type { Session } from '../stack/session.ts';
import { CommandProblem } from '../terminal/exit-codes.ts';
import { orderRevocation } from './revoke.ts';

/**
 * Switches a client's rotation off, and has all its tokens revoked: superseded ones first, because the current one may
 * be what they are revoked with.
 * @returns the ids of all
 * @throws CommandProblem when one is not revoked
 */
export async function endTokens(client: StackClient, session: Session): Promise<string[]> {
  await session.aws.secretsManager.send(new CancelRotateSecretCommand({ SecretId: client.secretArn }));
  const report = await askFunctions(client, session);
  await freePending(client, report, session);
  const tokens = report.clients.find((one) => one.client === client.name)?.tokens ?? [];
  const versions = await describeVersions(client, session);
  const current = versionWith(versions, CURRENT);
  const live = tokens.filter(({ version_id }) => isTracked(versions, version_id));
  const inOrder = [
    ...live.filter(({ version_id }) => version_id !== current),
    ...live.filter(({ version_id }) => version_id === current),
  ];
  const revoked: string[] = [];
  for (const { token_id, version_id } of inOrder) {
    if (revoked.includes(token_id)) continue;
    // Nothing takes the current token's place, and no rotation promotes what was given up.
    const isAtOnce = version_id === current || !wasCurrent(versions, version_id);
    const answer = await orderRevocation(client, token_id, isAtOnce, session);
    revoked.push(...answer.revoked);
    if (!answer.revoked.includes(token_id)) {
      const why = answer.failed[0]?.reason ?? answer.reason ?? '';
      throw new CommandProblem(
        `The token ${token_id} of ${client.name} is not revoked: ${why}\nThe same command again goes on from here.`,
      );
    }
  }
  if (current !== undefined) await close(client, current, Date.parse(report.now), session);
  return [...new Set(revoked)];
}

/** No successor comes, so nothing must wait for one; and whoever looks sees that somebody meant it. */
async function close(
  { name, secretArn }: StackClient,
  versionId: string,
  now: number,
  { aws }: Session,
): Promise<void> {
  const secret = secretVersions({ secretsManager: aws.secretsManager, secretArn, client: name });
  const { versions } = await secret.describe();
  for (const label of ownLabels(versions, versionId)) await secret.removeLabel(label, versionId);
  await secret.addLabel(retiredLabel(now, versionId), versionId);
}
