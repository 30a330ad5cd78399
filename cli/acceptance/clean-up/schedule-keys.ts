import {
  DeleteAliasCommand,
  DescribeKeyCommand,
  ListResourceTagsCommand,
  paginateListAliases,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { isOfRun, RUN_TAG } from '../run-name.ts';
import { inWords } from '../run-probes.ts';
import type { Run } from '../run.ts';
import type { CleanedUp } from './cleaned-up.ts';
import { eachDeleted } from './each-deleted.ts';

/** KMS's shortest. A key that waits for its deletion costs nothing. */
const DAYS = 7;

const ALIAS = 'alias/';

/** Schedules the deletion of the run's keys, and deletes the names that it gave them. */
export async function scheduleKeys(run: Run): Promise<CleanedUp[]> {
  const aliases = await aliasesByName(run);
  const keys = new Set([...run.made.keys, ...aliases.values()]);
  const scheduled: CleanedUp[] = [];
  for (const keyId of keys) scheduled.push(await scheduleOne(run, keyId));
  const names = [...aliases.keys()].map((alias) => alias.slice(ALIAS.length));
  const deleted = await eachDeleted(run, 'alias', names, async (name) => {
    await run.aws.kms.send(new DeleteAliasCommand({ AliasName: `${ALIAS}${name}` }));
    return { answer: 'deleted' };
  });
  return [...scheduled, ...deleted];
}

/** Ids of keys by their names. */
async function aliasesByName({ aws, name: run }: Run): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const { Aliases = [] } of paginateListAliases({ client: aws.kms }, {})) {
    for (const { AliasName = '', TargetKeyId } of Aliases) {
      if (TargetKeyId !== undefined && isOfRun(AliasName.slice(ALIAS.length), run)) found.set(AliasName, TargetKeyId);
    }
  }
  return found;
}

async function scheduleOne(run: Run, KeyId: string): Promise<CleanedUp> {
  const { kms } = run.aws;
  const thing = { kind: 'key', name: KeyId };
  const look = run.awsCommand(`kms describe-key --key-id ${KeyId}`);
  try {
    const { Tags = [] } = await kms.send(new ListResourceTagsCommand({ KeyId }));
    // A key has no name of its own, so its tag says whose it is.
    if (!Tags.some(({ TagKey, TagValue }) => TagKey === RUN_TAG && TagValue === run.name)) {
      throw new Error(`It has no tag ${RUN_TAG} with the value ${run.name}: it is left alone.`);
    }
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    if (KeyMetadata?.KeyState !== 'PendingDeletion') {
      await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: DAYS }));
    }
    return { ...thing, outcome: 'pass', answer: `its deletion is scheduled, in ${DAYS} days`, look };
  } catch (error) {
    return { ...thing, outcome: 'fail', answer: inWords(error), look };
  }
}
