import { begunLabel } from '../../functions/core/version-labels.ts';

/** Labels of attempts that began days ago, one a minute, each for a version of its own. */
export function beginsLongAgo(now: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    begunLabel(now - 3 * 24 * 60 * 60 * 1000 - index * 60_000, `attempt${index}`, `version-${index}`),
  );
}
