/** What the sandbox answers where it has no such service or operation. */
const NAMES = new Set(['InvalidAction', 'UnknownOperationException', 'refused_by_sandbox']);

/** How that is told. */
export const NOT_SERVED = 'The sandbox does not serve it.';

/** Whether an error is the sandbox's own way to say that it does not serve what was asked. */
export function isNotServed(error: unknown): boolean {
  return error instanceof Error && (NAMES.has(error.name) || /\bthe sandbox\b/i.test(error.message));
}
