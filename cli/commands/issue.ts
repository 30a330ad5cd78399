import type { Command } from 'commander';
import type { OtpIssued } from '../../functions/issue-by-otp/otp-issuing.ts';
import { ISSUER } from '../../infra/function-names.ts';
import { askFunctions } from '../stack/ask-functions.ts';
import { functionOf, type StackClient } from '../stack/deployed-stack.ts';
import { freePending } from '../stack/free-pending.ts';
import { FunctionProblem, invokeFunction } from '../stack/invoke-function.ts';
import { clientNamed, type CommandContext, type CommonOptions, type Session } from '../stack/session.ts';
import { CommandProblem, EXIT } from '../terminal/exit-codes.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { PROGRAM } from '../terminal/typed-as.ts';
import { inSessionDo } from './in-session-do.ts';

interface IssueOptions extends CommonOptions {
  readonly replace?: boolean;
}

/** `issue`: a token by a one-time code, the first one or when all else is lost. */
export function addIssue(program: Command, context: CommandContext): void {
  program
    .command('issue')
    .argument('<client>', 'the client’s name in the settings')
    .option('--replace', 'also when the current token works; it is revoked when its grace is over')
    .description(
      'Issues a client’s token by a one-time code of Click2Mail: its first, or the next when its grant is lost. The ' +
        'code is asked for, or read from standard input; never give it as an argument.',
    )
    .addHelpText('after', EXAMPLES)
    .action(inSessionDo(context, issue));
}

const EXAMPLES = `
Examples:
  ${PROGRAM} issue initech
  ${PROGRAM} issue acme --replace < code.txt`;

async function issue(name: string, { replace = false }: IssueOptions, session: Session): Promise<void> {
  const client = clientNamed(name, session);
  const code = await readCode(name, session.terminal);
  const { name: issuer } = functionOf(client.stack, ISSUER);
  const order = { client: name, otp_code: code, replace };
  const issued = await session
    .during('Issuing', invokeFunction<OtpIssued>(session, issuer, order))
    .catch((error: unknown) => {
      if (!(error instanceof FunctionProblem) || error.errorType !== 'CurrentTokenGood') throw error;
      const again = session.command(`issue ${name} --replace`);
      throw new CommandProblem(`The current token of ${name} works. To replace it all the same:`, error.exitCode, {
        code: error.code,
        cure: again,
      });
    });
  const { freed, failure } = await giveUpPending(client, session);
  const resume = session.command(`resume ${name}`);
  session.tell({ ...issued, freed_version_id: freed ?? null, ...(failure && { not_freed: failure, resume }) }, () =>
    [
      `${name} has the token ${issued.token_id}, until ${issued.expires_at}, for ${issued.scopes.join(' ')}.`,
      ...(freed === undefined ? [] : [`Version ${freed}, which was pending, was given up.`]),
      ...(failure === undefined ? [] : [`The pending version was not given up: ${failure} Later: ${resume}`]),
    ].join('\n'),
  );
  if (failure !== undefined) session.endWith(EXIT.needsPerson);
}

/** A rotation that could not get a token has nothing more to do. Whatever comes of it, a token was issued. */
async function giveUpPending(client: StackClient, session: Session): Promise<{ freed?: string; failure?: string }> {
  try {
    const freed = await freePending(client, await askFunctions(client, session), session);
    return freed === undefined ? {} : { freed };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

async function readCode(name: string, terminal: Terminal): Promise<string> {
  const code = terminal.isAnswered ? await terminal.askHidden(`One-time code for ${name}:`) : await terminal.input();
  const trimmed = code.trim();
  if (/^[\x21-\x7e]{1,64}$/.test(trimmed)) return trimmed;
  throw new CommandProblem('That is no one-time code: it is 1 to 64 characters without blanks.', EXIT.wrongUsage);
}
