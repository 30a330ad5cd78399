interface ApiErrorOptions {
  readonly code?: string | undefined;
  /** Must never hold a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const USUAL_CODES: Readonly<Record<number, string>> = {
  400: 'invalid_grant',
  401: 'invalid_token',
  403: 'insufficient_scope',
  404: 'not_found',
  405: 'method_not_allowed',
  429: 'rate_limited',
  503: 'service_unavailable',
};

/** A refusal as the API words it: the AuthError body `{code, message, details?}` under an HTTP status. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>> | undefined;
  readonly headers: Readonly<Record<string, string>>;

  /** @param options `code` is the usual one of the status when absent */
  constructor(status: number, message: string, { code, details, headers = {} }: ApiErrorOptions = {}) {
    super(message);
    this.status = status;
    this.code = code ?? USUAL_CODES[status] ?? (status >= 500 ? 'internal_error' : 'invalid_request');
    this.details = details;
    this.headers = headers;
  }
}

/** 429 with Retry-After. */
export function rateLimited(seconds: number, code?: string): ApiError {
  return new ApiError(429, `Too many requests: retry after ${seconds} seconds.`, {
    code,
    headers: { 'retry-after': String(seconds) },
  });
}

/** 401 that does not say which part of the credentials was wrong. */
export function wrongCredentials(): ApiError {
  return new ApiError(401, 'The client or its credentials are not known.');
}
