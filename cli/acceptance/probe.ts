/** One thing that is asked of AWS. Its name stands in docs/beliefs.md, beside the beliefs that it settles. */
export interface Probe<Setting> {
  /** For example `twenty-labels`. */
  readonly name: string;
  /** What is asked, in one sentence. */
  readonly question: string;
  /** Ids in docs/beliefs.md. */
  readonly beliefs: readonly string[];
  /**
   * Asks.
   * @returns what AWS answered, when it is what is believed
   * @throws Disproved | NotInSandbox | NotAsked | Error of AWS
   */
  run(setting: Setting): Promise<string>;
}

/** AWS answered something else than what is believed. */
export class Disproved extends Error {
  static {
    this.prototype.name = 'Disproved';
  }
}

/** The sandbox lacks what would have to be asked; on AWS it is there. */
export class NotInSandbox extends Error {
  static {
    this.prototype.name = 'NotInSandbox';
  }
}

/** Whoever started the run did not give what it takes to ask. */
export class NotAsked extends Error {
  static {
    this.prototype.name = 'NotAsked';
  }
}

/** What came of a probe. */
export type Outcome = 'pass' | 'fail' | 'not in the sandbox' | 'not asked';

export interface ProbeResult {
  readonly probe: string;
  readonly question: string;
  readonly beliefs: readonly string[];
  /** What AWS answered, or why it was not asked. */
  readonly answer: string;
  readonly outcome: Outcome;
  /** How long it took, by the clock on the wall. */
  readonly seconds: number;
}
