/**
 * Names of the kinds of function: of their folders under functions/, of what they write metrics and logs as, and by which
 * they are found in a stack.
 */
export const SWEEP = 'revoke-superseded-tokens';
export const VENDOR = 'vend-short-term-token';
export const ISSUER = 'issue-by-otp';

/** The rotation function of a grant. */
export function rotatorOf<Grant extends string>(grant: Grant): `rotate-by-${Grant}` {
  return `rotate-by-${grant}`;
}

/** Every kind. */
export const FUNCTION_NAMES = [
  rotatorOf('assertion'),
  rotatorOf('client-secret'),
  rotatorOf('short-term-token'),
  ISSUER,
  SWEEP,
  VENDOR,
] as const;

/** The name of one. */
export type FunctionName = (typeof FUNCTION_NAMES)[number];
