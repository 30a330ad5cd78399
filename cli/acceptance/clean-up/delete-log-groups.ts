import { DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Run } from '../run.ts';
import type { CleanedUp } from './cleaned-up.ts';
import { eachDeleted } from './each-deleted.ts';

/** Deletes the logs of the run's functions, which nobody can read without the key that goes too. */
export function deleteLogGroups(run: Run): Promise<CleanedUp[]> {
  return eachDeleted(run, 'log group', run.made.logGroups, async (logGroupName) => {
    try {
      await run.aws.logs.send(new DeleteLogGroupCommand({ logGroupName }));
      return { answer: 'deleted' };
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return { answer: 'was gone' };
      throw error;
    }
  });
}
