import type {
  InvalidVendRequest,
  RenewedJustNow,
  ScopeNotAllowed,
  TooManyNarrowings,
  UnknownProfile,
} from '../core/errors.ts';

type CallersFault = InvalidVendRequest | ScopeNotAllowed | TooManyNarrowings | RenewedJustNow | UnknownProfile;

const CODES: readonly string[] = [
  'INVALID_VEND_REQUEST',
  'SCOPE_NOT_ALLOWED',
  'TOO_MANY_NARROWINGS',
  'RENEWED_JUST_NOW',
  'UNKNOWN_PROFILE',
] satisfies readonly CallersFault['code'][];

/** Whether a request that failed with this code would fail again, however well everything else works. */
export function isCallersFault(code: string): boolean {
  return CODES.includes(code);
}
