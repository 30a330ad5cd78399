import type { RotationAttempt, ShownSecret } from '../secrets-manager/secrets-manager.ts';

/** When a version was what consumers were given. Epoch milliseconds; `until` is absent while it still is. */
export interface Tenure {
  readonly from: number;
  readonly until?: number;
}

/**
 * When each version of a secret was current, as far as its rotations and labels tell: from the end of the rotation that
 * made it, or from when it was put by hand, until the next one was.
 */
export function tenures(
  versions: ShownSecret['versions'],
  attempts: readonly RotationAttempt[],
): ReadonlyMap<string, Tenure> {
  const begun = versions
    .flatMap((version) => {
      const from = currentFrom(version, attempts);
      return from === undefined ? [] : [{ version, from }];
    })
    .toSorted((one, other) => one.from - other.from);
  return new Map(
    begun.map(({ version, from }, index) => {
      const next = begun[index + 1];
      const isOver = next !== undefined && !version.labels.includes('AWSCURRENT');
      return [version.versionId, isOver ? { from, until: next.from } : { from }];
    }),
  );
}

function currentFrom(
  { versionId, labels, createdAt }: ShownSecret['versions'][number],
  attempts: readonly RotationAttempt[],
): number | undefined {
  const own = attempts.filter((attempt) => attempt.versionId === versionId);
  const succeeded = own.find(({ outcome }) => outcome === 'succeeded');
  if (succeeded !== undefined) return succeeded.endedAt;
  const wasCurrent = labels.some((label) => label === 'AWSCURRENT' || label === 'AWSPREVIOUS');
  const last = own.at(-1);
  // AWSPENDING stays on a version that somebody makes current by hand.
  if (last === undefined) return labels.includes('AWSPENDING') && !wasCurrent ? undefined : createdAt;
  // A rotation may fail after it has moved the label, and one that runs moves it shortly before its end.
  return wasCurrent ? (last.endedAt ?? last.startedAt) : undefined;
}
