import { CommanderError } from 'commander';
import { CommandProblem, EXIT, type ExitCode } from './exit-codes.ts';
import { explained } from './explained.ts';
import type { Terminal } from './terminal.ts';

/** How a program was called. */
interface Call {
  readonly words: readonly string[];
  readonly terminal: Pick<Terminal, 'out' | 'err' | 'environment'>;
  /** As it is typed, for example `npm run tokens --`. */
  readonly program: string;
  /** What `--endpoint` said. */
  readonly endpoint: string | undefined;
  /** The command that shows how the clients are there. */
  readonly look: string;
}

/**
 * Tells what a program failed with: a person in one paragraph on standard error, and with `--json` a machine on standard
 * output, too, as `{"error":{"code","message","cure"}}`.
 * @returns the exit code
 */
export function tellFailure(error: unknown, { words, terminal, program, endpoint, look }: Call): ExitCode {
  // To show help or the version is no failure.
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.fine;
  const place = { endpoint: endpoint ?? (terminal.environment['AWS_ENDPOINT_URL'] || undefined), look };
  const { code, message, cure, exitCode } =
    error instanceof CommanderError ? misunderstood(error, program) : explained(error, place);
  // Commander has told its own complaints.
  if (!(error instanceof CommanderError)) terminal.err(cure === undefined ? message : `${message} ${cure}`);
  if (words.includes('--json')) {
    terminal.out(JSON.stringify({ error: { code, message, cure: cure ?? null } }, null, 2));
  }
  return exitCode;
}

function misunderstood({ code, message }: CommanderError, program: string): CommandProblem {
  const what = code === 'commander.help' ? 'No command was given.' : message.replace(/^error: /, '');
  return new CommandProblem(what, EXIT.wrongUsage, { cure: `${program} --help` });
}
