import { Command } from 'commander';
import { addDoctor } from './commands/doctor.ts';
import { addIssue } from './commands/issue.ts';
import { registerKeyCommands } from './commands/key.ts';
import { addPublicKey } from './commands/public-key.ts';
import { addResume } from './commands/resume.ts';
import { addRetire } from './commands/retire.ts';
import { addRevoke } from './commands/revoke.ts';
import { addRotate } from './commands/rotate.ts';
import { addStatus } from './commands/status.ts';
import { addVend } from './commands/vend.ts';
import type { AwsCredentials } from './stack/aws-clients.ts';
import { type CommandContext, type CommonOptions, tokensCommand } from './stack/session.ts';
import { commandOutput } from './terminal/command-output.ts';
import { EXIT } from './terminal/exit-codes.ts';
import { tellFailure } from './terminal/failure.ts';
import type { Terminal } from './terminal/terminal.ts';
import { projectVersion } from './terminal/version.ts';
import { PROGRAM } from './terminal/typed-as.ts';

/** Runs one command. @returns its exit code */
export async function runTokens(
  words: readonly string[],
  terminal: Terminal,
  credentials?: AwsCredentials,
): Promise<number> {
  let exitCode: number = EXIT.fine;
  const context: CommandContext = {
    terminal,
    endWith: (code) => {
      exitCode = Math.max(exitCode, code);
    },
    ...(credentials && { credentials }),
  };
  const program = buildProgram(context);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return exitCode;
  } catch (error) {
    const options = program.opts<CommonOptions>();
    return tellFailure(error, {
      words,
      terminal,
      program: PROGRAM,
      endpoint: options.endpoint,
      look: tokensCommand('status', options),
    });
  }
}

/** All commands, each from a file of its own. */
export function buildProgram(context: CommandContext): Command {
  const { terminal } = context;
  const program = new Command(PROGRAM)
    .description('Looks after the tokens: how they are, and one command for each thing that must be done.')
    .option('--stack <name>', 'the stack, when it is not to be looked for')
    .option('--region <region>', 'the AWS region; else AWS_REGION')
    .option('--endpoint <url>', 'one address for all of AWS, such as the sandbox’s; else AWS_ENDPOINT_URL')
    .option('--json', 'answer in JSON, for machines')
    .helpOption('-h, --help', 'show this help')
    .version(projectVersion(), '--version', 'show the version')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput(commandOutput(terminal))
    .addHelpText('after', EXAMPLES)
    .exitOverride();
  for (const add of COMMANDS) add(program, context);
  return program;
}

const COMMANDS = [
  addStatus,
  addDoctor,
  addRotate,
  addResume,
  addRevoke,
  addIssue,
  addVend,
  addPublicKey,
  addRetire,
  registerKeyCommands,
];

const EXAMPLES = `
Examples:
  ${PROGRAM} status
  ${PROGRAM} rotate acme
  AWS_ENDPOINT_URL=http://127.0.0.1:4566 ${PROGRAM} doctor

Exit codes: 0 fine, 1 something needs you, 2 not understood, 3 AWS not reached or not permitted.`;
