/** One of the promises of docs/design.md, what an answer to revoke-now claims, or what docs/vending.md says. */
export type Promised = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 'revoke-now' | 'vending';

/** A promise that was not kept. */
export interface Violation {
  readonly promise: Promised;
  readonly client: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly what: string;
  /** What happened before, oldest first. */
  readonly trace: readonly string[];
}
