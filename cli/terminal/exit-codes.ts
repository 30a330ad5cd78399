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

/** Why a command did not do what it was told to, in words for whoever typed it. */
export class CommandProblem extends Error {
  static {
    this.prototype.name = 'CommandProblem';
  }
  readonly exitCode: ExitCode;

  /** @param message what happened, to which client, and what to do */
  constructor(message: string, exitCode: ExitCode = EXIT.needsPerson) {
    super(message);
    this.exitCode = exitCode;
  }
}
