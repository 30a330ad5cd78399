/** What the commands end with. Scripts go by them, so they are part of what is promised. */
export const EXIT = {
  /** Everything is as it should be, or was done. */
  fine: 0,
  /** Something needs a person: the output says what, and which command cures it. */
  needsPerson: 1,
  /** The command was not understood. */
  wrongUsage: 2,
  /** AWS could not be reached, or did not permit what was asked. */
  notPermitted: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What a problem is called where it has no name of its own. */
const CODES: Readonly<Record<ExitCode, string>> = {
  0: 'FINE',
  1: 'NEEDS_PERSON',
  2: 'WRONG_USAGE',
  3: 'NOT_PERMITTED',
};

interface More {
  /** Stable, for scripts; by the exit code when absent. */
  readonly code?: string;
  /** What to type or to do. */
  readonly cure?: string;
}

/** Why a command did not do what it was told to, in words for whoever typed it. */
export class CommandProblem extends Error {
  static {
    this.prototype.name = 'CommandProblem';
  }
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly cure: string | undefined;

  /** @param message what happened, and to which client; and what to do, unless `cure` says that */
  constructor(message: string, exitCode: ExitCode = EXIT.needsPerson, { code = CODES[exitCode], cure }: More = {}) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
    this.cure = cure;
  }
}
