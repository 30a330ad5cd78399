/** Whom an error is about. */
export interface ErrorSubject {
  /** The client's name in the settings. */
  readonly client?: string | undefined;
  /** The secret version that was worked on. */
  readonly versionId?: string | undefined;
}

/** What an error is made of besides its message. */
export interface Circumstances extends ErrorSubject {
  /** The name of what AWS threw, for example `AccessDeniedException`. */
  readonly awsError?: string | undefined;
}

/**
 * What every failure of these functions is. Nothing but `code`, `client` and `versionId` is enumerable, so that no
 * logger finds more to print; and no error carries a `cause`, because a raw HTTP or SDK error holds the token.
 */
export abstract class TokenRotationError extends Error {
  /** Stable for alarms and callers; the message is for people. */
  abstract readonly code: string;
  declare readonly client?: string;
  declare readonly versionId?: string;
  readonly #awsError: string | undefined;

  constructor(message: string, { client, versionId, awsError }: Circumstances = {}) {
    super(message);
    this.#awsError = awsError;
    if (client !== undefined) this.client = client;
    if (versionId !== undefined) this.versionId = versionId;
  }

  /** Whether AWS denied the call: a policy lacks something, a role's or that of a key or secret. */
  get isDenied(): boolean {
    return this.#awsError?.startsWith('AccessDenied') === true;
  }

  /** Whether a long-term token may live that nobody knows. */
  get mayHaveIssued(): boolean {
    return false;
  }
}

/** A class of failures that have one code. */
type FailureClass<Code extends string> = abstract new (
  ...args: ConstructorParameters<typeof TokenRotationError>
) => TokenRotationError & { readonly code: Code };

/** The failures of one code. Their name comes from it: a bundle's classes have lost theirs. */
export function failure<const Code extends string>(code: Code): FailureClass<Code> {
  abstract class Failure extends TokenRotationError {
    static {
      this.prototype.name = code.toLowerCase().replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
    }
    readonly code = code;
  }
  return Failure;
}

/** The event is not one of Secrets Manager's rotation events. */
export class InvalidRotationEvent extends failure('INVALID_ROTATION_EVENT') {}

/** The event names a secret that this function does not rotate. */
export class ForeignSecret extends failure('FOREIGN_SECRET') {}

/** The version is not one that Secrets Manager is rotating to. */
export class RotationNotStaged extends failure('ROTATION_NOT_STAGED') {}

/** The secret's labels leave no room for another rotation. */
export class LabelsExhausted extends failure('LABELS_EXHAUSTED') {}

/** An operator's order is not as it should be. */
export class InvalidOrder extends failure('INVALID_ORDER') {}

/** The current token works, and nobody said that it is to be replaced. */
export class CurrentTokenGood extends failure('CURRENT_TOKEN_GOOD') {}

/** The API did not take the one-time code. */
export class OneTimeCodeRefused extends failure('ONE_TIME_CODE_REFUSED') {}

/** A caller's request is not as it should be. */
export class InvalidVendRequest extends failure('INVALID_VEND_REQUEST') {}

/** Scopes were asked for, or granted, that are not allowed here. */
export class ScopeNotAllowed extends failure('SCOPE_NOT_ALLOWED') {}

/** A consumer asks for more different lists of scopes than are kept. */
export class TooManyNarrowings extends failure('TOO_MANY_NARROWINGS') {}

/** The token that a caller was refused with was renewed a moment ago. */
export class RenewedJustNow extends failure('RENEWED_JUST_NOW') {
  readonly #retryAfterSeconds: number;

  constructor(
    message: string,
    { retryAfterSeconds, ...subject }: ErrorSubject & { readonly retryAfterSeconds: number },
  ) {
    super(message, subject);
    this.#retryAfterSeconds = retryAfterSeconds;
  }

  get retryAfterSeconds(): number {
    return this.#retryAfterSeconds;
  }
}

/** The function was not invoked by an alias that names a consumer. */
export class UnknownProfile extends failure('UNKNOWN_PROFILE') {}

/** The secret holds no token of ours yet. */
export class NotBootstrapped extends failure('NOT_BOOTSTRAPPED') {}

/** No operator has put the client's secret yet, or what was put is not as it should be. */
export class ClientSecretNotSet extends failure('CLIENT_SECRET_NOT_SET') {}

/** KMS did not tell in what state a key is. */
export class KeyNotDescribed extends failure('KEY_NOT_DESCRIBED') {}

interface Unfitness extends ErrorSubject {
  /** Of a long-term token that was issued and is not stored: it is to be revoked. */
  readonly tokenId?: string | undefined;
  /** Whether it is a long-term one, just issued; false when absent. */
  readonly mayHaveIssued?: boolean;
}

/** The token that was issued cannot be used as it is. */
export class TokenUnfit extends failure('TOKEN_UNFIT') {
  readonly #unfitness: Unfitness;

  constructor(message: string, unfitness: Unfitness) {
    super(message, unfitness);
    this.#unfitness = unfitness;
  }

  get tokenId(): string | undefined {
    return this.#unfitness.tokenId;
  }

  override get mayHaveIssued(): boolean {
    return this.#unfitness.mayHaveIssued === true;
  }
}

/** The API issued a token without an id, or knows none of the token's id, so nothing here can revoke it. */
export class TokenNotRevocable extends failure('TOKEN_NOT_REVOCABLE') {
  override get mayHaveIssued(): boolean {
    return true;
  }
}

/** KMS did not sign the assertion, or what it signed does not verify. */
export class AssertionNotSigned extends failure('ASSERTION_NOT_SIGNED') {}

interface Refusal extends ErrorSubject {
  readonly status: number;
  /** The API's own error code, for example `invalid_token`. */
  readonly apiCode: string;
}

/** The API said no: it did not do what was asked. */
export class TokenRefused extends failure('TOKEN_REFUSED') {
  readonly #refusal: Refusal;

  constructor(message: string, refusal: Refusal) {
    super(message, refusal);
    this.#refusal = refusal;
  }

  get status(): number {
    return this.#refusal.status;
  }

  /** Whether the API says for certain that the token it was shown is not valid (belief: api-invalid-token). */
  get isInvalidToken(): boolean {
    const { status, apiCode } = this.#refusal;
    return status === 401 && (apiCode === 'invalid_token' || apiCode === 'token_expired');
  }
}

interface Outage extends ErrorSubject {
  /** Whether a long-term token was asked for, and may have been issued although the answer never came; false when absent. */
  readonly mayHaveIssued?: boolean;
  readonly retryAfterSeconds?: number | undefined;
  /** Whether nothing was asked, because of a failure that was told before. */
  readonly isBackOff?: boolean;
}

/** The API could not be reached, or gave no answer that can be understood. Trying again later may help. */
export class TokenApiUnavailable extends failure('TOKEN_API_UNAVAILABLE') {
  readonly #outage: Outage;

  constructor(message: string, outage: Outage) {
    super(message, outage);
    this.#outage = outage;
  }

  override get mayHaveIssued(): boolean {
    return this.#outage.mayHaveIssued === true;
  }

  get isBackOff(): boolean {
    return this.#outage.isBackOff === true;
  }

  get retryAfterSeconds(): number | undefined {
    return this.#outage.retryAfterSeconds;
  }
}

interface Unreadable extends Circumstances {
  /** Whether Secrets Manager says for certain that there is no such version, or that it has no value. */
  readonly isAbsent: boolean;
}

/** Secrets Manager did not give the value. */
export class SecretUnreadable extends failure('SECRET_UNREADABLE') {
  readonly #isAbsent: boolean;

  constructor(message: string, unreadable: Unreadable) {
    super(message, unreadable);
    this.#isAbsent = unreadable.isAbsent;
  }

  get isAbsent(): boolean {
    return this.#isAbsent;
  }
}

/** Secrets Manager did not start a rotation. */
export class RotationNotStarted extends failure('ROTATION_NOT_STARTED') {}

/** Secrets Manager did not confirm that the value was stored; it may have been. */
export class SecretNotStored extends failure('SECRET_NOT_STORED') {}

/** The version holds another value already, so this one can never be stored in it. */
export class VersionAlreadyFilled extends failure('VERSION_ALREADY_FILLED') {}

/** The time that a client's sweep may take is over. */
export class OutOfTime extends failure('OUT_OF_TIME') {}

/** Secrets Manager did not move, put or take off a label. */
export class LabelNotMoved extends failure('LABEL_NOT_MOVED') {}
