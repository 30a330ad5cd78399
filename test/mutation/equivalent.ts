/** A mutant that no test can kill, because it does the same. */
export interface Equivalent {
  readonly file: string;
  /** The line that it is on, without what surrounds it. */
  readonly line: string;
  readonly original: string;
  readonly replacement: string;
  readonly why: string;
}

export const EQUIVALENT: readonly Equivalent[] = [];
