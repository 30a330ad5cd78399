/** What a thread of the simulation is to do. */
export type Work =
  | {
      readonly kind: 'histories';
      readonly runs: number;
      readonly seed: number;
      readonly replay?: string;
      readonly mostRotations: number;
    }
  | { readonly kind: 'pairs'; readonly thread: number; readonly threads: number };

/** What a thread tells while it works. */
export interface ToldByWorker {
  /** Cases that it has tried so far. */
  readonly cases: number;
  /** A broken promise, as text. */
  readonly broken?: string;
}
