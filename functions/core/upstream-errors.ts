import { type Circumstances, type ErrorSubject, TokenRotationError } from './errors.ts';

/** KMS did not sign the assertion, or what it signed does not verify. */
export class AssertionNotSigned extends TokenRotationError {
  static {
    this.prototype.name = 'AssertionNotSigned';
  }
  readonly code = 'ASSERTION_NOT_SIGNED';
}

interface Refusal extends ErrorSubject {
  readonly status: number;
  /** The API's own error code, for example `invalid_token`. */
  readonly apiCode: string;
}

/** The API said no: it did not do what was asked. */
export class TokenRefused extends TokenRotationError {
  static {
    this.prototype.name = 'TokenRefused';
  }
  readonly code = 'TOKEN_REFUSED';
  readonly #refusal: Refusal;

  constructor(message: string, refusal: Refusal) {
    super(message, refusal);
    this.#refusal = refusal;
  }

  get status(): number {
    return this.#refusal.status;
  }

  /** Whether the API says for certain that the token it was shown is not valid. */
  get isInvalidToken(): boolean {
    return this.#refusal.status === 401 && this.#refusal.apiCode === 'invalid_token';
  }
}

interface Outage extends ErrorSubject {
  /** Whether the API may have done what was asked, although its answer never came. */
  readonly mayHaveActed: boolean;
  readonly retryAfterSeconds?: number | undefined;
  /** Whether nothing was asked, because of a failure that was told before. */
  readonly isBackOff?: boolean;
}

/** The API could not be reached, or gave no answer that can be understood. Trying again later may help. */
export class TokenApiUnavailable extends TokenRotationError {
  static {
    this.prototype.name = 'TokenApiUnavailable';
  }
  readonly code = 'TOKEN_API_UNAVAILABLE';
  readonly #outage: Outage;

  constructor(message: string, outage: Outage) {
    super(message, outage);
    this.#outage = outage;
  }

  get mayHaveActed(): boolean {
    return this.#outage.mayHaveActed;
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
export class SecretUnreadable extends TokenRotationError {
  static {
    this.prototype.name = 'SecretUnreadable';
  }
  readonly code = 'SECRET_UNREADABLE';
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
export class RotationNotStarted extends TokenRotationError {
  static {
    this.prototype.name = 'RotationNotStarted';
  }
  readonly code = 'ROTATION_NOT_STARTED';
}

/** Secrets Manager did not confirm that the value was stored; it may have been. */
export class SecretNotStored extends TokenRotationError {
  static {
    this.prototype.name = 'SecretNotStored';
  }
  readonly code = 'SECRET_NOT_STORED';
}

/** The version holds another value already, so this one can never be stored in it. */
export class VersionAlreadyFilled extends TokenRotationError {
  static {
    this.prototype.name = 'VersionAlreadyFilled';
  }
  readonly code = 'VERSION_ALREADY_FILLED';
}

/** Secrets Manager did not move, put or take off a label. */
export class LabelNotMoved extends TokenRotationError {
  static {
    this.prototype.name = 'LabelNotMoved';
  }
  readonly code = 'LABEL_NOT_MOVED';
}
