import { Command } from 'commander';
import { commandOutput } from '../terminal/command-output.ts';
import { tokensCommand } from '../stack/session.ts';
import { tellFailure } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { projectVersion } from '../terminal/version.ts';
import { accept } from './accept.ts';
import type { AcceptOptions } from './options.ts';

const PROGRAM = 'npm run accept --';

/**
 * Runs the acceptance.
 * @param signal ends it early: what was made is deleted all the same
 * @returns its exit code
 */
export async function runAcceptance(
  words: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const program = buildAcceptance(terminal);
  try {
    program.parse([...words], { from: 'user' });
    return await accept(program.opts<AcceptOptions>(), terminal, signal);
  } catch (error) {
    const { endpoint, region } = program.opts<AcceptOptions>();
    const look = tokensCommand('status', { ...(endpoint && { endpoint }), ...(region && { region }) });
    return tellFailure(error, { words, terminal, program: PROGRAM, endpoint, look });
  }
}

export function buildAcceptance(terminal: Terminal): Command {
  return new Command(PROGRAM)
    .description(
      'Asks AWS itself what this project believes of it: with scratch secrets and keys, and, with --api, with a ' +
        'throw-away stack. Says first what it makes and what that costs, touches nothing that it did not make, and ' +
        'deletes all of it at the end, also after a failure or Ctrl-C.',
    )
    .option('--region <region>', 'the AWS region; else AWS_REGION')
    .option('--endpoint <url>', 'one address for all of AWS, such as the sandbox’s; else AWS_ENDPOINT_URL')
    .option(
      '--sandbox <url>',
      'the console of the sandbox at that endpoint, whose clock is moved; when it is left out, the sandbox tells it',
    )
    .option('--api <url>', 'the API that the stack is to talk to; without it no stack is deployed')
    .option('--client-id <id>', 'the client’s id at that API; in the sandbox one is registered')
    .option('--client-secret-file <file>', 'a file with the client’s secret, to try that grant too')
    .option('--otp-file <file>', 'a file with a one-time code, to try the grant by a short-term token too')
    .option('--scope <scope>', 'what the tokens may do; may be repeated', collect, [])
    .option('--replica-region <region>', 'a region for copies of the token secrets')
    .option('--yes', 'do not ask')
    .option('--json', 'answer in JSON, for machines')
    .option('--clean-up <run>', 'only delete what a run left that was killed, for example c2m-accept-0123abcd')
    .helpOption('-h, --help', 'show this help')
    .version(projectVersion(), '--version', 'show the version')
    .allowExcessArguments(false)
    .configureOutput(commandOutput(terminal))
    .addHelpText('after', EXAMPLES)
    .exitOverride();
}

function collect(scope: string, before: readonly string[]): string[] {
  return [...before, scope];
}

const EXAMPLES = `
Examples:
  npm run accept
  npm run accept -- --api https://api.click2mail.com/v2 --client-id c2m_abc123
  AWS_ENDPOINT_URL=http://127.0.0.1:4566 npm run accept -- --api http://127.0.0.1:4010/v2 --yes

Exit codes: 0 accepted, 1 something failed, 2 not understood, 3 AWS not reached or not permitted.`;
