import type { Violation } from './checker/violation.ts';

const LINES_OF_TRACE = 60;

const NAMES = { 'revoke-now': 'An answer to revoke-now', vending: 'What is promised of vending' };

/** A broken promise as text: which, when, whose token, and what happened before. */
export function reportOf({ promise, client, time, what, trace }: Violation): string {
  const name = typeof promise === 'number' ? `Promise ${promise}` : NAMES[promise];
  const heading = `${name} was broken for ${client} at ${new Date(time).toISOString()}: ${what}`;
  return [heading, ...trace.slice(-LINES_OF_TRACE).map((line) => `  ${line}`)].join('\n');
}
