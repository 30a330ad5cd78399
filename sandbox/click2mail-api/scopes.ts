import { ApiError } from './api-error.ts';

/** Whether a granted scope covers an asked one: `*` covers all, `jobs:*` covers `jobs:submit` and `jobs:*` itself. */
export function scopeCovers(granted: string, asked: string): boolean {
  if (granted === '*' || granted === asked) return true;
  return granted.endsWith(':*') && asked.startsWith(granted.slice(0, -1));
}

export function scopesCover(granted: readonly string[], asked: string): boolean {
  return granted.some((scope) => scopeCovers(scope, asked));
}

/**
 * The scopes to grant out of those that are held.
 * @param asked undefined asks for all that are held; an empty list asks for none
 * @param refusalStatus status of the refusal when an asked scope is not covered
 */
export function narrowScopes(
  held: readonly string[],
  asked: readonly string[] | undefined,
  refusalStatus: 400 | 403,
): readonly string[] {
  const wanted = [...new Set(asked ?? held)];
  const beyond = wanted.filter((scope) => !scopesCover(held, scope));
  if (beyond.length > 0) throw new ApiError(refusalStatus, 'A scope was asked for that cannot be granted.');
  return wanted;
}
