import type { StackClient } from '../stack/deployed-stack.ts';
import type { Session } from '../stack/session.ts';

/**
 * What a person does when a client’s tokens are revoked, in this order. What the stack did not make is not deleted, nor
 * a key that another client signs with.
 * @param replicaRegions where there are copies of its token secret
 */
export function whatIsLeft(
  client: StackClient,
  replicaRegions: readonly string[],
  { awsCommand, deployment }: Pick<Session, 'awsCommand' | 'deployment'>,
): string[] {
  const { name, stack, secretArn, clientSecretArn, signingKeys, rotation } = client;
  const ownSecrets = [secretArn, clientSecretArn].filter((arn) => arn !== undefined && stack.keptIds.has(arn));
  const isReplicated = replicaRegions.length > 0 && ownSecrets.includes(secretArn);
  const removal = `secretsmanager remove-regions-from-replication --secret-id ${secretArn} --remove-replica-regions ${replicaRegions.join(' ')}`;
  return [
    `Have Click2Mail take back ${signingKeys === undefined ? 'the client’s credentials' : 'the public key'}.`,
    `Take clients.${name} out of cdk.json, then: ${deployment.deploy(stack)}`,
    ...(isReplicated ? [awsCommand(removal)] : []),
    ...ownSecrets.map((arn) => awsCommand(`secretsmanager delete-secret --secret-id ${arn}`)),
    ...ownKeys(client).map((arn) => awsCommand(`kms schedule-key-deletion --key-id ${arn}`)),
    awsCommand(`logs delete-log-group --log-group-name ${rotation.logGroup}`),
  ];
}

/** The keys of both slots that the stack made, and that nobody else signs with. */
function ownKeys(client: StackClient): string[] {
  const { clients, keptIds } = client.stack;
  const others = new Set(clients.filter(({ name }) => name !== client.name).flatMap(keysOf));
  return keysOf(client).filter((arn) => keptIds.has(arn.split('/').at(-1) ?? '') && !others.has(arn));
}

function keysOf({ signingKeys }: StackClient): string[] {
  return signingKeys === undefined ? [] : [...signingKeys.arns.values()];
}
