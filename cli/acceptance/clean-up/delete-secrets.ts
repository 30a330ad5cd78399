import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  paginateListSecrets,
  RemoveRegionsFromReplicationCommand,
} from '@aws-sdk/client-secrets-manager';
import type { Run } from '../run.ts';
import type { CleanedUp } from './cleaned-up.ts';
import { eachDeleted } from './each-deleted.ts';

const GONE_WITHIN_SECONDS = 120;

/** Deletes the run's secrets at once, and waits until they are gone: a forced deletion takes some seconds. */
export async function deleteSecrets(run: Run): Promise<CleanedUp[]> {
  const found = await secretsByName(run);
  return eachDeleted(run, 'secret', new Set([...run.made.secrets, ...found]), (name) => deleteOne(run, name));
}

async function secretsByName({ aws, name: run }: Run): Promise<string[]> {
  const names: string[] = [];
  const pages = paginateListSecrets(
    { client: aws.secretsManager },
    { Filters: [{ Key: 'name', Values: [`${run}/`] }] },
  );
  for await (const { SecretList = [] } of pages) names.push(...SecretList.flatMap(({ Name }) => Name ?? []));
  return names;
}

async function deleteOne({ aws, waiting }: Run, SecretId: string): Promise<{ answer: string }> {
  const { secretsManager } = aws;
  const copies = await copiesOf(aws, SecretId);
  if (copies === undefined) return { answer: 'was gone' };
  if (copies.length > 0) {
    await secretsManager.send(new RemoveRegionsFromReplicationCommand({ SecretId, RemoveReplicaRegions: copies }));
  }
  await secretsManager.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
  await waiting.until(`the secret ${SecretId} is gone`, { within: GONE_WITHIN_SECONDS, every: 3 }, async () =>
    (await copiesOf(aws, SecretId)) === undefined ? true : undefined,
  );
  return { answer: 'deleted at once' };
}

/** Regions that have a copy; undefined when there is no such secret. */
async function copiesOf({ secretsManager }: Run['aws'], SecretId: string): Promise<string[] | undefined> {
  try {
    const { ReplicationStatus = [] } = await secretsManager.send(new DescribeSecretCommand({ SecretId }));
    return ReplicationStatus.flatMap(({ Region }) => Region ?? []);
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
