import type { Command } from 'commander';
import type { VendAnswer } from '../../functions/vend-short-term-token/answer.ts';
import { consumersOf } from '../stack/consumers.ts';
import { FunctionProblem, invokeFunction } from '../stack/invoke-function.ts';
import { type CommandContext, type CommonOptions, type Session } from '../stack/session.ts';
import { CommandProblem, EXIT } from '../terminal/exit-codes.ts';
import { inSessionDo } from './in-session-do.ts';

/** What the vendor refuses a request with whose scopes are wrong. */
const REFUSED_SCOPES: ReadonlySet<string> = new Set(['ScopeNotAllowed', 'InvalidVendRequest']);

interface VendOptions extends CommonOptions {
  readonly scope: readonly string[];
}

/** `vend`: a short-term token, as the consumer would get it. */
export function addVend(program: Command, context: CommandContext): void {
  program
    .command('vend')
    .argument('<consumer>', 'the consumer’s name in the settings')
    .option('--scope <scope>', 'ask for less; may be repeated', (scope: string, all: string[]) => [...all, scope], [])
    .description('Vends a short-term token, as the consumer would get it, and prints it on standard output.')
    .addHelpText('after', '\nExample:\n  TOKEN=$(npm run --silent tokens -- vend mail-merge --scope jobs:submit)')
    .action(inSessionDo(context, vend, { isBare: true }));
}

async function vend(name: string, { scope }: VendOptions, session: Session): Promise<void> {
  const consumers = await consumersOf(session);
  const [consumer, ...more] = consumers.filter((one) => one.name === name);
  if (consumer === undefined) {
    const names = consumers.map((one) => one.name).join(', ');
    throw new CommandProblem(`There is no consumer ${name}. There are: ${names || 'none'}.`, EXIT.wrongUsage);
  }
  if (more.length > 0) {
    throw new CommandProblem(`Several stacks have a consumer ${name}. Say which one with --stack.`, EXIT.wrongUsage);
  }
  const request = scope.length === 0 ? {} : { scopes: scope };
  const answer = await session
    .during('Asking the vendor', invokeFunction<VendAnswer>(session, consumer.functionName, request, name))
    .catch((error: unknown) => {
      // The function does not repeat what it was asked for.
      if (!(error instanceof FunctionProblem) || !REFUSED_SCOPES.has(error.errorType)) throw error;
      throw new FunctionProblem(error.errorType, `${name} is not vended ${scope.join(' ')}: ${error.message}`);
    });
  if (!session.isJson) {
    session.terminal.err(`for ${consumer.client}: ${answer.scopes.join(' ')}, until ${answer.expires_at}`);
  }
  session.tell(answer, () => answer.access_token);
}
