/** Something that failed, at a time in epoch milliseconds. */
export interface Failed {
  readonly at: number;
}

/** What has failed, and has not been done since. */
export interface Unsolved<Failure> {
  /** When it failed first after the last success; epoch milliseconds. */
  readonly since: number;
  readonly last: Failure;
}

/**
 * Of failures and successes of one kind of work, what is still trouble: a failure that a later success solved is history.
 * @param successes epoch milliseconds
 */
export function unsolved<Failure extends Failed>(
  failures: readonly Failure[],
  successes: readonly number[],
): Unsolved<Failure> | undefined {
  const solvedAt = Math.max(...successes);
  const left = failures.filter(({ at }) => at > solvedAt).toSorted((one, other) => one.at - other.at);
  const [first] = left;
  const last = left.at(-1);
  return first === undefined || last === undefined ? undefined : { since: first.at, last };
}
