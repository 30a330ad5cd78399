import { DescribeSecretCommand, GetResourcePolicyCommand } from '@aws-sdk/client-secrets-manager';
import type { Command } from 'commander';
import { consumersOfStack } from '../stack/consumers.ts';
import type { StackClient } from '../stack/deployed-stack.ts';
import { clientNamed, type CommandContext, type CommonOptions, type Session } from '../stack/session.ts';
import { confirm } from '../terminal/confirm.ts';
import { CommandProblem, EXIT } from '../terminal/exit-codes.ts';
import { endTokens } from './end-tokens.ts';
import { whatIsLeft } from './what-is-left.ts';
import { PROGRAM } from '../terminal/typed-as.ts';
import { inSessionDo } from './in-session-do.ts';

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
    .addHelpText('after', `\nExample:\n  ${PROGRAM} retire acme`)
    .action(inSessionDo(context, retire));
}

async function retire(name: string, { yes = false }: RetireOptions, session: Session): Promise<void> {
  const client = clientNamed(name, session);
  await refuseWhileUsed(client, session);
  const consequence = `The rotation of ${name} is switched off, and all its tokens are revoked. Whoever still uses them is refused.`;
  await confirm(session.terminal, consequence, yes);
  const revoked = await session.during('Revoking its tokens', endTokens(client, session));
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
    `${client.name} is still used by ${users.join(', ')}. Take them out of the settings, then:`,
    EXIT.needsPerson,
    { code: 'STILL_USED', cure: session.deployment.deploy(client.stack) },
  );
}

async function replicaRegions({ secretArn }: StackClient, { aws }: Session): Promise<string[]> {
  const { ReplicationStatus = [] } = await aws.secretsManager.send(new DescribeSecretCommand({ SecretId: secretArn }));
  return ReplicationStatus.flatMap(({ Region }) => Region ?? []);
}
