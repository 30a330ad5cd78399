/** Whom an error is about. */
export interface ErrorSubject {
  /** The client's name in the configuration. */
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
 * Names are written out: a bundle's classes have lost theirs.
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
}

/** The event is not one of Secrets Manager's rotation events. */
export class InvalidRotationEvent extends TokenRotationError {
  static {
    this.prototype.name = 'InvalidRotationEvent';
  }
  readonly code = 'INVALID_ROTATION_EVENT';
}

/** The event names a secret that this function does not rotate. */
export class ForeignSecret extends TokenRotationError {
  static {
    this.prototype.name = 'ForeignSecret';
  }
  readonly code = 'FOREIGN_SECRET';
}

/** The version is not one that Secrets Manager is rotating to. */
export class RotationNotStaged extends TokenRotationError {
  static {
    this.prototype.name = 'RotationNotStaged';
  }
  readonly code = 'ROTATION_NOT_STAGED';
}

/** The secret's labels leave no room for another rotation. */
export class LabelsExhausted extends TokenRotationError {
  static {
    this.prototype.name = 'LabelsExhausted';
  }
  readonly code = 'LABELS_EXHAUSTED';
}

/** An operator's order is not as it should be. */
export class InvalidOrder extends TokenRotationError {
  static {
    this.prototype.name = 'InvalidOrder';
  }
  readonly code = 'INVALID_ORDER';
}

/** The current token works, and nobody said that it is to be replaced. */
export class CurrentTokenGood extends TokenRotationError {
  static {
    this.prototype.name = 'CurrentTokenGood';
  }
  readonly code = 'CURRENT_TOKEN_GOOD';
}

/** The API did not take the one-time code. */
export class OneTimeCodeRefused extends TokenRotationError {
  static {
    this.prototype.name = 'OneTimeCodeRefused';
  }
  readonly code = 'ONE_TIME_CODE_REFUSED';
}

/** A caller's request is not as it should be. */
export class InvalidVendRequest extends TokenRotationError {
  static {
    this.prototype.name = 'InvalidVendRequest';
  }
  readonly code = 'INVALID_VEND_REQUEST';
}

/** Scopes were asked for, or granted, that are not allowed here. */
export class ScopeNotAllowed extends TokenRotationError {
  static {
    this.prototype.name = 'ScopeNotAllowed';
  }
  readonly code = 'SCOPE_NOT_ALLOWED';
}

/** A consumer asks for more different lists of scopes than are kept. */
export class TooManyNarrowings extends TokenRotationError {
  static {
    this.prototype.name = 'TooManyNarrowings';
  }
  readonly code = 'TOO_MANY_NARROWINGS';
}

/** The function was not invoked by an alias that names a consumer. */
export class UnknownProfile extends TokenRotationError {
  static {
    this.prototype.name = 'UnknownProfile';
  }
  readonly code = 'UNKNOWN_PROFILE';
}

/** The secret holds no token of ours yet. */
export class NotBootstrapped extends TokenRotationError {
  static {
    this.prototype.name = 'NotBootstrapped';
  }
  readonly code = 'NOT_BOOTSTRAPPED';
}

/** No operator has put the client's secret yet, or what was put is not as it should be. */
export class ClientSecretNotSet extends TokenRotationError {
  static {
    this.prototype.name = 'ClientSecretNotSet';
  }
  readonly code = 'CLIENT_SECRET_NOT_SET';
}

/** KMS did not tell in what state a key is. */
export class KeyNotDescribed extends TokenRotationError {
  static {
    this.prototype.name = 'KeyNotDescribed';
  }
  readonly code = 'KEY_NOT_DESCRIBED';
}

/** The token that was issued cannot be used as it is. */
export class TokenUnfit extends TokenRotationError {
  static {
    this.prototype.name = 'TokenUnfit';
  }
  readonly code = 'TOKEN_UNFIT';
}

/** The API issued a token without an id, so it could never be revoked. */
export class TokenNotRevocable extends TokenRotationError {
  static {
    this.prototype.name = 'TokenNotRevocable';
  }
  readonly code = 'TOKEN_NOT_REVOCABLE';
}
