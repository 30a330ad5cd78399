import type { Command } from 'commander';
import { type CommandContext, type CommonOptions, inSession, type Session } from '../stack/session.ts';

/**
 * A command's action: does its work in a session, with its options and those that every command has.
 * @param isBare whether standard output is for the result alone, so that it can be piped
 */
export function inSessionDo<Name extends string | undefined, Options extends CommonOptions>(
  context: CommandContext,
  work: (name: Name, options: Options, session: Session) => Promise<void>,
  { isBare = false }: { readonly isBare?: boolean } = {},
) {
  return (name: Name, _options: unknown, command: Command): Promise<void> => {
    const options = command.optsWithGlobals<Options>();
    return inSession(options, context, (session) => work(name, options, session), { isBare });
  };
}
