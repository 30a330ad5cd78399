import type { Duration } from 'aws-cdk-lib';
import type { Grant } from './grant.ts';

/** One Click2Mail API client, whose long-term token rotates. */
export interface ClientProps {
  /** Click2Mail's name for the client, such as `c2m_acme`: 1 to 128 visible ASCII characters. */
  readonly clientId: string;
  /**
   * How the client gets its next token.
   * @default Grant.assertion()
   */
  readonly grant?: Grant;
  /**
   * What the token may do, such as `jobs:submit`: at least one. Refused is what would let a reader of the secret revoke
   * the token or issue others: `*`, `tokens:*`, `tokens:write` (but with `Grant.shortTermToken()`) and `tokens:revoke`.
   */
  readonly scopes: readonly string[];
  /**
   * Time from one rotation to the next, in whole hours or days: 4 hours to 999 days. `monthly` spreads many clients over
   * the month. With grace and margin a token must not have to live longer than 90 days.
   */
  readonly rotateEvery: Duration | 'monthly';
  /**
   * How long a superseded token keeps working, in whole minutes: nothing, or at least 20 minutes. At most six times
   * `rotateEvery`.
   */
  readonly grace: Duration;
  /**
   * The API of this client, an https URL.
   * @default - that of the rotation
   */
  readonly apiBaseUrl?: string;
  /**
   * Who may read the token from elsewhere, by the secret's own policy: account numbers, and ARNs of roles. Roles of the
   * same account get `grantRead` instead. Refused with `Grant.shortTermToken()` and with `existingSecret`.
   * @default - nobody
   */
  readonly readers?: readonly string[];
  /**
   * Whole ARN, with its last six characters, of a secret of yours that is to hold the token. It must be known at synth,
   * and be in the stack's account and region. Nothing is changed of it but that it rotates.
   * @default - a secret is made
   */
  readonly existingSecret?: string;
  /**
   * ARN of the key that encrypts the `existingSecret`.
   * @default - aws/secretsmanager
   */
  readonly existingSecretKeyArn?: string;
}

/** An application that gets short-term tokens and never sees a long-term one. */
export interface ConsumerProps {
  /** The client whose tokens it gets, by its name in `clients`. */
  readonly client: string;
  /** What its tokens may do: at least one scope, and none beyond the client's. Those that make tokens are refused. */
  readonly scopes: readonly string[];
  /**
   * Who may ask from elsewhere, by the alias's own policy: account numbers, and ARNs of roles. Roles of the same account
   * get `grantVend` instead.
   * @default - nobody
   */
  readonly principals?: readonly string[];
  /**
   * Whether it may ask by HTTPS, signed, at a URL of its own.
   * @default false
   */
  readonly functionUrl?: boolean;
}
