import { endTokens } from '../../commands/end-tokens.ts';
import { inWords } from '../run-probes.ts';
import type { Run } from '../run.ts';
import { inSessionOf } from '../stack/in-session-of.ts';
import type { CleanedUp } from './cleaned-up.ts';
import { stacksByName } from './stacks-by-name.ts';

/** Has every token of the run's stacks revoked, while there still is a function that can. */
export async function revokeTokens(run: Run): Promise<CleanedUp[]> {
  const all: CleanedUp[] = [];
  for (const stack of await stacksByName(run)) {
    await inSessionOf(run, stack, async (session) => {
      for (const client of session.stacks.flatMap(({ clients }) => clients)) {
        const thing = { kind: 'tokens of', name: client.name };
        try {
          const { length } = await endTokens(client, session);
          all.push({ ...thing, outcome: 'pass', answer: `${length} revoked` });
        } catch (error) {
          all.push({ ...thing, outcome: 'fail', answer: `not all are revoked: ${inWords(error)}` });
        }
      }
    });
  }
  return all;
}
