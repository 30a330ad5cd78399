import type { Outcome } from '../probe.ts';
import type { Run } from '../run.ts';

/** What became of a thing that the run made. */
export interface CleanedUp {
  /** For example `secret`. */
  readonly kind: string;
  /** Empty where it is about all of a kind. */
  readonly name: string;
  readonly answer: string;
  readonly outcome: Extract<Outcome, 'pass' | 'fail' | 'not in the sandbox'>;
  /** Shows what is left of it, where something is. */
  readonly look?: string;
}

/** Deletes things of one kind, those that are remembered and those that are found by the run's name. */
export type Deletion = (run: Run) => Promise<CleanedUp[]>;
