import type { Terminal } from '../terminal/terminal.ts';
import type { AcceptanceClients } from './acceptance-clients.ts';
import type { MadeThings } from './clean-up/made-things.ts';
import type { SandboxConsole } from './sandbox-console.ts';
import type { Waiting } from './waiting.ts';

/** A run at work: where, under which name, and what it has made so far. */
export interface Run {
  /** Everything that it makes begins with this. */
  readonly name: string;
  readonly aws: AcceptanceClients;
  readonly accountId: string;
  /** For example `aws`. */
  readonly partition: string;
  /** Of whoever runs it, as IAM's `aws:userid` has it. */
  readonly userId: string;
  readonly region: string;
  /** One address for all services; undefined for AWS's own. */
  readonly endpoint: string | undefined;
  readonly terminal: Terminal;
  /** Undefined on AWS. */
  readonly sandbox: SandboxConsole | undefined;
  /** Aborted by Ctrl-C: nothing more is asked, and what was made is deleted. */
  readonly signal: AbortSignal;
  readonly waiting: Waiting;
  readonly made: MadeThings;
  /** A folder for the stack's assembly; it goes when the run ends. */
  readonly assembly: string;
  /** A command of the AWS CLI that asks in the same place. */
  readonly awsCommand: (words: string) => string;
}
