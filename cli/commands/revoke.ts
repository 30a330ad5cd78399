import type { Command } from 'commander';
import type { RevokeNowAnswer } from '../../functions/revoke-superseded-tokens/revoke-now-answer.ts';
import { SWEEP } from '../../infra/function-names.ts';
import { hindranceText, lookForHindrances } from '../findings/hindrances.ts';
import { functionOf, type StackClient } from '../stack/deployed-stack.ts';
import { invokeFunction } from '../stack/invoke-function.ts';
import { clientNamed, type CommandContext, type CommonOptions, type Session } from '../stack/session.ts';
import { confirm } from '../terminal/confirm.ts';
import { CommandProblem, EXIT } from '../terminal/exit-codes.ts';
import { PROGRAM } from '../terminal/typed-as.ts';
import { inSessionDo } from './in-session-do.ts';

interface RevokeOptions extends CommonOptions {
  readonly token?: string;
  readonly evenWithoutSuccessor?: boolean;
  readonly yes?: boolean;
}

/** `revoke`: a token that may be in wrong hands ends now. */
export function addRevoke(program: Command, context: CommandContext): void {
  program
    .command('revoke')
    .argument('<client>', 'the client’s name in the settings')
    .option('--token <id>', 'the token that is meant; the current one when left out')
    .option('--even-without-successor', 'revoke it first: consumers are refused until another is there')
    .option('--yes', 'do not ask')
    .description('Replaces a client’s token and revokes it, and all before it, at once and whatever their grace.')
    .addHelpText('after', EXAMPLES)
    .action(inSessionDo(context, revoke));
}

const EXAMPLES = `
Examples:
  ${PROGRAM} revoke acme
  ${PROGRAM} revoke acme --token tok_lt_2f7ac1 --yes`;

async function revoke(name: string, options: RevokeOptions, session: Session): Promise<void> {
  const client = clientNamed(name, session);
  const { facts, hindrances } = await lookForHindrances(client, session);
  const tokenId = options.token ?? facts.current?.token_id;
  if (tokenId === undefined) {
    throw new CommandProblem(hindrances[0] ? hindranceText(hindrances[0]) : `${name} has no token to revoke.`);
  }
  const isAtOnce = options.evenWithoutSuccessor === true;
  const isOurs = [...facts.tokens.values()].some(({ token_id }) => token_id === tokenId);
  // The order is kept all the same, and carried out when nothing is in its way any more.
  for (const hindrance of hindrances) session.terminal.err(`Not at once: ${hindranceText(hindrance)}`);
  await confirm(session.terminal, consequence(name, tokenId, { isAtOnce, isOurs }), options.yes === true);
  const answer = await session.during('Replacing and revoking', orderRevocation(client, tokenId, isAtOnce, session));
  session.tell(answer, () => told(answer, isOurs, session));
  if (answer.outcome !== 'revoked') session.endWith(EXIT.needsPerson);
}

/** Has the sweep carry the order out; what is left it goes on with by itself. */
export function orderRevocation(
  { name, stack }: StackClient,
  tokenId: string,
  evenWithoutSuccessor: boolean,
  session: Session,
): Promise<RevokeNowAnswer> {
  return invokeFunction<RevokeNowAnswer>(session, functionOf(stack, SWEEP).name, {
    client: name,
    immediately: true,
    token_id: tokenId,
    even_without_successor: evenWithoutSuccessor,
  });
}

function consequence(
  name: string,
  tokenId: string,
  { isAtOnce, isOurs }: { readonly isAtOnce: boolean; readonly isOurs: boolean },
): string {
  if (!isOurs) {
    return `The token ${tokenId} of ${name} is revoked at once, and nothing else: no version of the secret holds it. Whoever still holds it is refused.`;
  }
  return isAtOnce
    ? `The token ${tokenId} of ${name} is revoked at once. Consumers are refused until another is there.`
    : `The token ${tokenId} of ${name} is replaced, then it and everything superseded are revoked. Whoever still holds one is refused.`;
}

/** @param isOurs whether it was a long-term token of the secret: short-term ones were bought with it */
function told(answer: RevokeNowAnswer, isOurs: boolean, { command }: Session): string {
  const { client, order_kept, revoked, failed, reason, short_term_tokens_until, given_up_tokens_until } = answer;
  const lines = revoked.map((id) => `revoked: ${id}`);
  for (const { token_id, reason: why } of failed) lines.push(`not revoked: ${token_id}: ${why}`);
  if (reason !== undefined) lines.push(reason);
  if (isOurs) lines.push(`Short-term tokens that are out already are good until ${short_term_tokens_until}.`);
  if (isOurs && given_up_tokens_until !== undefined) {
    lines.push(`A token that was given up before it was ever current lives until ${given_up_tokens_until}.`);
  }
  if (order_kept) {
    lines.push(`The order for ${client} is kept, and the sweep goes on with it. Look with: ${command('status')}`);
  }
  return lines.join('\n');
}
