import type { Bundles } from './bundles.ts';
import { counted, type Summary, summarised } from './summary.ts';
import type { BarChart } from './xychart.ts';

/** One line of a table. */
export interface Measure {
  readonly what: string;
  readonly unit: string;
  readonly ours: Summary;
  /** The least that anything of the kind could take. */
  readonly floor?: Summary;
  /** The same job as documentation shows it. */
  readonly peer?: Summary;
  readonly goal?: Goal;
}

/** What a measure is to be, and whether it is. */
export interface Goal {
  readonly text: string;
  readonly isMet: boolean;
}

/** What one row of the benchmark found. */
export interface RowResult {
  readonly measures: readonly Measure[];
  readonly charts: readonly BarChart[];
  /** What has no sides to compare, as Markdown. */
  readonly tables?: readonly string[];
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
  /** By it a row is asked for, and found in docs/performance.md. */
  readonly name: string;
  readonly title: string;
  run(options: RowOptions): Promise<RowResult>;
}

/** Runs of each side, which took turns. */
export type Sides<Run> = Readonly<Record<'ours', readonly Run[]> & Partial<Record<'floor' | 'peer', readonly Run[]>>>;

/** A measure of the runs of each side. */
export function measureOf<Run>(
  { ours, floor, peer }: Sides<Run>,
  what: string,
  unit: string,
  of: (run: Run) => number,
): Measure {
  const summary = (runs: readonly Run[]) => summarised(runs.map(of));
  return {
    what,
    unit,
    ours: summary(ours),
    ...(floor && { floor: summary(floor) }),
    ...(peer && { peer: summary(peer) }),
  };
}

/** Whether the ratio of two medians is at most this. */
export function atMost(most: number, of: 'floor' | 'peer', { ours, ...others }: Measure): Goal {
  return { text: `≤ ${most} × ${of}`, isMet: ours.median <= most * (others[of]?.median ?? 0) };
}

/** Whether a median is at most this. */
export function noMoreThan(most: number, ours: Summary): Goal {
  return { text: `≤ ${most}`, isMet: ours.median <= most };
}

/** Calls that were counted, which are to be at most so many. */
export function budget(what: string, calls: number, most: number): Measure {
  const ours = counted(calls);
  return { what, unit: 'calls', ours, goal: noMoreThan(most, ours) };
}

/** A bar for each side of a measure. */
export function barsOf(name: string, { floor, ours, peer }: Measure): BarChart['bars'] {
  const sides = { floor, ours, peer };
  return Object.entries(sides).flatMap(([side, summary]) =>
    summary === undefined ? [] : [[`${name}, ${side}`, summary.median] as const],
  );
}
