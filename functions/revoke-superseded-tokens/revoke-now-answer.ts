import { TokenRotationError } from '../core/errors.ts';
import type { Revocation, Revoking } from '../core/revocation.ts';
import { dueTime, givenUpTime, type VersionStages } from '../core/version-labels.ts';

export interface RevokeNowAnswer {
  readonly client: string;
  /**
   * `revoked`: the token that was meant is revoked, and everything that was to end no later, as long as the secret's
   * labels know of that token. `rotating`: a successor is being made, and the sweep does the rest. `incomplete`:
   * something failed or has to wait; the sweep does it, unless `reason` says otherwise. `unknown`: neither the secret
   * nor the API knows a live token of the id that was named.
   */
  readonly outcome: 'revoked' | 'rotating' | 'incomplete' | 'unknown';
  readonly revoked: readonly string[];
  readonly failed: readonly { readonly token_id: string; readonly reason: string }[];
  /** Whether the sweep goes on with the order. */
  readonly order_kept: boolean;
  /** Why not all is revoked, when that is known, and what to do about it. */
  readonly reason?: string;
  /** The current token, where the order did not name one and so leaves it. */
  readonly current_token_id?: string;
  /** Short-term tokens that are out already are good until then. */
  readonly short_term_tokens_until: string;
  /** Tokens that were given up before they were ever current may live until then: no order hastens those. */
  readonly given_up_tokens_until?: string;
}

/**
 * The API's short-term tokens live for 15 minutes, whatever becomes of the token that bought them
 * (belief: api-short-survives).
 */
const SHORT_TERM_TOKEN_MS = 15 * 60 * 1000;

type Told = Pick<RevokeNowAnswer, 'client' | 'outcome' | 'order_kept' | 'reason' | 'current_token_id'>;

export function revokeNowAnswer(
  told: Told,
  { revoked, failed }: Revocation,
  versions: VersionStages,
  { clock }: Pick<Revoking, 'clock'>,
): RevokeNowAnswer {
  const givenUpUntil = lastGivenUpTime(versions);
  return {
    ...told,
    revoked: [...new Set(revoked.map(({ tokenId }) => tokenId))],
    failed: failed.map(({ tokenId, error }) => ({ token_id: tokenId, reason: reasonOf(error) })),
    short_term_tokens_until: new Date(clock() + SHORT_TERM_TOKEN_MS).toISOString(),
    ...(givenUpUntil > clock() && { given_up_tokens_until: new Date(givenUpUntil).toISOString() }),
  };
}

function lastGivenUpTime(versions: VersionStages): number {
  const neverCurrent = Object.keys(versions).filter((versionId) => dueTime(versions, versionId) === undefined);
  return Math.max(...neverCurrent.map((versionId) => givenUpTime(versions, versionId) ?? -Infinity));
}

/** Only our own messages are fit to be told. */
export function reasonOf(error: unknown): string {
  return error instanceof TokenRotationError ? error.message : 'an unexpected failure; see the log';
}
