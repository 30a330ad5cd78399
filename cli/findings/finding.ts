/** A trouble that needs a person. Its id is a heading in docs/operations.md. */
export interface Finding {
  /** For example `rotation-off`. */
  readonly id: FindingId;
  /** Absent where it is about the whole stack. */
  readonly client?: string;
  /** What is wrong, in one sentence. */
  readonly what: string;
  /** Since when; epoch milliseconds. */
  readonly since?: number;
  /** The one command that cures it, or that looks again where others have to act. */
  readonly command: string;
}

export const FINDING_IDS = [
  'alias-missing',
  'api-down',
  'api-refuses',
  'api-unreachable',
  'client-secret-not-set',
  'clock-drift',
  'expiring',
  'function-not-permitted',
  'key-disabled',
  'key-missing',
  'key-not-accepted',
  'key-pending-deletion',
  'labels-full',
  'no-token',
  'order-open',
  'permission-missing',
  'replica-not-in-sync',
  'revocation-overdue',
  'rotation-off',
  'schedule-wrong',
  'secret-deleted',
  'secret-missing',
  'secret-unreadable',
  'stuck',
  'sweep-off',
  'token-dead',
  'vend-failing',
] as const;

export type FindingId = (typeof FINDING_IDS)[number];
