import {
  CancelRotateSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
} from '@aws-sdk/client-secrets-manager';
import type { Command } from 'commander';
import { secretVersions } from '../functions/clients/secret-versions.ts';
import { CURRENT, isTracked, ownLabels, versionWith } from '../functions/core/version-labels.ts';
import { askFunctions } from './ask-functions.ts';
import { confirm } from './confirm.ts';
import { consumersOfStack } from './consumers.ts';
import type { StackClient } from './deployed-stack.ts';
import { describeVersions } from './describe-versions.ts';
import { CommandProblem } from './exit-codes.ts';
import { freePending } from './free-pending.ts';
import { orderRevocation } from './revoke-command.ts';
import { clientNamed, type CommandContext, type CommonOptions, inSession, type Session } from './session.ts';
import { whatIsLeft } from './what-is-left.ts';

interface RetireOptions extends CommonOptions {
  readonly yes?: boolean;
}

/** `retire`: nothing of a client is left working. */
export function addRetire(program: Command, context: CommandContext): void {
  program
    .command('retire')
    .argument('<client>', 'the client’s name in the settings')
    .option('--yes', 'do not ask')
    .description(
      'Ends a client in the right order: switches its rotation off, revokes its tokens, and says what to take out of ' +
        'the settings. Refused as long as consumers or readers depend on it.',
    )
    .addHelpText('after', '\nExample:\n  npm run tokens -- retire acme')
    .action((name: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<RetireOptions>();
      return inSession(options, context, (session) => retire(name, options, session));
    });
}

async function retire(name: string, { yes = false }: RetireOptions, session: Session): Promise<void> {
  const client = clientNamed(name, session);
  await refuseWhileUsed(client, session);
  const consequence = `The rotation of ${name} is switched off, and all its tokens are revoked. Whoever still uses them is refused.`;
  await confirm(session.terminal, consequence, yes);
  await session.aws.secretsManager.send(new CancelRotateSecretCommand({ SecretId: client.secretArn }));
  const revoked = await session.during('Revoking its tokens', revokeAll(client, session));
  const left = whatIsLeft(client, await replicaRegions(client, session), session);
  session.tell({ client: name, revoked, left }, () =>
    [
      `The rotation of ${name} is off.`,
      ...revoked.map((id) => `revoked: ${id}`),
      'What is left to do, in this order:',
      ...left.map((step, index) => `${index + 1}. ${step}`),
    ].join('\n'),
  );
}

async function refuseWhileUsed(client: StackClient, session: Session): Promise<void> {
  const consumers = (await consumersOfStack(client.stack, session)).filter((one) => one.client === client.name);
  const { ResourcePolicy } = await session.aws.secretsManager.send(
    new GetResourcePolicyCommand({ SecretId: client.secretArn }),
  );
  const users = [
    ...consumers.map(({ name }) => `the consumer ${name}`),
    ...(ResourcePolicy === undefined ? [] : ['its readers']),
  ];
  if (users.length === 0) return;
  throw new CommandProblem(
    `${client.name} is still used by ${users.join(', ')}. Take them out of the settings, then: npm run deploy -- ${client.stack.name}`,
  );
}

async function replicaRegions({ secretArn }: StackClient, { aws }: Session): Promise<string[]> {
  const { ReplicationStatus = [] } = await aws.secretsManager.send(new DescribeSecretCommand({ SecretId: secretArn }));
  return ReplicationStatus.flatMap(({ Region }) => Region ?? []);
}

/** Superseded tokens first: the current one may be what they are revoked with. @returns the ids of all */
async function revokeAll(client: StackClient, session: Session): Promise<string[]> {
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
    const answer = await orderRevocation(client, token_id, version_id === current, session);
    revoked.push(...answer.revoked);
    if (!answer.revoked.includes(token_id)) {
      const why = answer.failed[0]?.reason ?? answer.reason ?? '';
      throw new CommandProblem(
        `The token ${token_id} of ${client.name} is not revoked: ${why}\nThe same command again goes on from here.`,
      );
    }
  }
  if (current !== undefined) await forget(client, current, session);
  return [...new Set(revoked)];
}

/** No successor comes, so nothing must wait for one. */
async function forget({ name, secretArn }: StackClient, versionId: string, { aws }: Session): Promise<void> {
  const secret = secretVersions({ secretsManager: aws.secretsManager, secretArn, client: name });
  const { versions } = await secret.describe();
  for (const label of ownLabels(versions, versionId)) await secret.removeLabel(label, versionId);
}
