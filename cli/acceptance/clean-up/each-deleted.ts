import { isNotServed, NOT_SERVED } from '../not-served.ts';
import { isOfRun } from '../run-name.ts';
import { inWords } from '../run-probes.ts';
import type { Run } from '../run.ts';
import type { CleanedUp } from './cleaned-up.ts';

/**
 * Deletes one thing after the other.
 * @param kind what each is, for example `secret`
 * @param names of things; one that is not the run's own is never deleted
 * @param deleteOne gives what is to be said of it
 */
export async function eachDeleted(
  { name: run, sandbox }: Run,
  kind: string,
  names: Iterable<string>,
  deleteOne: (name: string) => Promise<{ readonly answer: string; readonly look?: string }>,
): Promise<CleanedUp[]> {
  const all: CleanedUp[] = [];
  for (const name of names) {
    try {
      if (!isOfRun(name, run)) throw new Error(`The ${kind} ${name} is not of the run ${run}: it is left alone.`);
      all.push({ kind, name, outcome: 'pass', ...(await deleteOne(name)) });
    } catch (error) {
      const isLacking = sandbox !== undefined && isNotServed(error);
      all.push({
        kind,
        name,
        answer: isLacking ? NOT_SERVED : inWords(error),
        outcome: isLacking ? 'not in the sandbox' : 'fail',
      });
    }
  }
  return all;
}
