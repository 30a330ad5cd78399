import type { Revoking } from '../core/revocation.ts';
import type { SweepMetric } from '../lambda/metric-names.ts';

/** One client, as the sweep looks after it. */
export interface Sweeping extends Revoking {
  readonly graceSeconds: number;
  readonly rotateEverySeconds: number;
  /** With less life left than this a rotation is overdue. */
  readonly marginSeconds: number;
  /** How long a version may be pending before it counts as stuck: longer than its rotation is retried. */
  readonly releaseAfterSeconds: number;
  /** Whether this run is the one that asks the issuer about the client's token. */
  readonly isAsking: boolean;
  /** Counts at once: what is counted at a run's end is lost when the run is killed. */
  readonly count: (metric: Counted) => void;
}

/** The last calls for somebody: it is counted before the label goes that says so, rather twice than never. */
export type Counted = Extract<SweepMetric, 'RevokedTokens' | 'ReleasedRotations'>;
