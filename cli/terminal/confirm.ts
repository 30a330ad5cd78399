import { CommandProblem, EXIT } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/**
 * Has a person agree to what cannot be undone.
 * @param isAgreed whether it was agreed to on the command line, with --yes
 * @throws CommandProblem when it is not agreed to, or nobody is there to be asked
 */
export async function confirm(terminal: Terminal, consequence: string, isAgreed: boolean): Promise<void> {
  if (isAgreed) return;
  if (!terminal.isAnswered) {
    throw new CommandProblem(`${consequence}\nNobody is here to be asked: say --yes to have it done.`, EXIT.wrongUsage);
  }
  terminal.err(consequence);
  const answer = await terminal.ask('Go on? Type yes: ');
  if (answer.trim().toLowerCase() !== 'yes') throw new CommandProblem('Nothing was done.');
}
