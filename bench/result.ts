import type { Bundles } from './bundles.ts';
import type { Summary } from './summary.ts';

/** One line of the table. */
export interface Measure {
  readonly what: string;
  readonly unit: string;
  readonly ours: Summary;
  /** The least that anything of the kind could take. */
  readonly floor?: Summary;
  /** What people would use instead. */
  readonly peer?: Summary;
  readonly goal?: Goal;
}

/** What a measure is to be, and whether it is. */
export interface Goal {
  readonly text: string;
  readonly isMet: boolean;
}

/** A cost by a size. */
export interface Curve {
  readonly name: string;
  readonly unit: string;
  readonly points: readonly (readonly [size: number, cost: number])[];
}

/** What one row of the benchmark found. */
export interface RowResult {
  readonly measures: readonly Measure[];
  /** How something grows. */
  readonly curves?: readonly Curve[];
  /** What the figures do not say by themselves. */
  readonly notes?: readonly string[];
}

export interface RowOptions {
  /** Few repetitions and small sizes: to see that it runs, not how fast. */
  readonly isQuick: boolean;
  /** A folder of this run's own. */
  readonly folder: string;
  readonly bundles: Bundles;
  /** The app, synthesised with the benchmark's settings. */
  readonly assembly: () => string;
  readonly tell: (progress: string) => void;
}

export interface Row {
  readonly number: number;
  readonly title: string;
  run(options: RowOptions): Promise<RowResult>;
}

/** Whether the ratio of two medians is at most this. */
export function atMost(most: number, of: string, ours: Summary, other: Summary): Goal {
  return { text: `≤ ${most} × ${of}`, isMet: ours.median <= most * other.median };
}

/** Whether the ratio of two medians is at least this. */
export function atLeast(least: number, of: string, ours: Summary, other: Summary): Goal {
  return { text: `≥ ${least} × ${of}`, isMet: ours.median >= least * other.median };
}

/** Whether a median is at most this. */
export function noMoreThan(most: number, ours: Summary): Goal {
  return { text: `≤ ${most}`, isMet: ours.median <= most };
}
