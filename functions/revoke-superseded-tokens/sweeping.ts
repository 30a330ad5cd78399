import type { Revoking } from '../core/revocation.ts';

/** One client, as the sweep looks after it. */
export interface Sweeping extends Revoking {
  /** The client's name in the settings. */
  readonly client: string;
  readonly graceSeconds: number;
  readonly rotateEverySeconds: number;
  /** With less life left than this a rotation is overdue. */
  readonly marginSeconds: number;
  /** How long a version may be pending before it counts as stuck: longer than its rotation is retried. */
  readonly releaseAfterSeconds: number;
  /** Whether this run is the one that asks the issuer about the client's token. */
  readonly isAsking: boolean;
  /** Counts at once: what is counted at a run's end is lost when the run is killed. */
  readonly count: (what: Counted) => void;
}

/**
 * A token that was revoked; an attempt that may have left a token that nobody knows; a version that was pending for too
 * long. The last two call for somebody: they are counted before the label goes that says so, rather twice than never.
 */
export type Counted = 'revoked' | 'unaccounted' | 'released';
