import { underWay } from '../../terminal/progress.ts';
import { isNotServed, NOT_SERVED } from '../not-served.ts';
import { inWords } from '../run-probes.ts';
import type { Run } from '../run.ts';
import { waitingIn } from '../waiting.ts';
import type { CleanedUp, Deletion } from './cleaned-up.ts';
import { deleteLogGroups } from './delete-log-groups.ts';
import { deleteRoles } from './delete-roles.ts';
import { deleteSecrets } from './delete-secrets.ts';
import { deleteStacks } from './delete-stacks.ts';
import { revokeTokens } from './revoke-tokens.ts';
import { scheduleKeys } from './schedule-keys.ts';

/** Tokens first: the stack revokes them. Then the stack: it tells what it keeps. Keys last: they encrypt the others. */
const DELETIONS: readonly (readonly [string, Deletion])[] = [
  ['tokens', revokeTokens],
  ['stacks', deleteStacks],
  ['roles', deleteRoles],
  ['secrets', deleteSecrets],
  ['log groups', deleteLogGroups],
  ['keys', scheduleKeys],
];

/** Deletes all that the run made; what cannot be deleted hinders nothing else. */
export async function cleanUp(interrupted: Run): Promise<CleanedUp[]> {
  // What ended the run must not end this too.
  const { signal } = new AbortController();
  const run = { ...interrupted, signal, waiting: waitingIn(interrupted.sandbox, signal) };
  const all: CleanedUp[] = [];
  for (const [kind, deletion] of DELETIONS) {
    try {
      all.push(...(await underWay(run.terminal, `Ending ${kind} of ${run.name}`, deletion(run))));
    } catch (error) {
      const isLacking = run.sandbox !== undefined && isNotServed(error);
      all.push({
        kind,
        name: '',
        answer: isLacking ? NOT_SERVED : inWords(error),
        outcome: isLacking ? 'not in the sandbox' : 'fail',
      });
    }
  }
  return all;
}
