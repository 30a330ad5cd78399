import { createHash } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

export interface VendedTokenOptions {
  /** Name or ARN of the function vend-short-term-token, which an output of the stack tells. */
  readonly functionName: string;
  /** The consumer's name in the settings: the function's alias. */
  readonly alias: string;
  /** Fewer scopes than the consumer has; all of them when left out. */
  readonly scopes?: readonly string[];
  /** Seconds of life that a token has left at least when it is given; 60 when left out, 840 at most. */
  readonly minimumLifetimeSeconds?: number;
  /** One that is made from the environment when left out. */
  readonly lambda?: Pick<LambdaClient, 'send'>;
  /** Epoch milliseconds; the machine's time when left out. */
  readonly clock?: () => number;
}

/**
 * Gives a short-term token. After a 401 of the API, call it once more with the token that was refused: you get another.
 * @throws VendRefused when asking again does not help
 * @throws VendorUnavailable when asking again later may help
 */
export type VendedToken = (order?: { readonly insteadOf?: string | undefined }) => Promise<string>;

/** No token was given. The message says why, and never holds a token. */
export abstract class TokenNotVended extends Error {
  abstract readonly isRetryable: boolean;
  /** The `errorType` of the table in docs/vending.md, or the name of AWS's error, for example `AccessDeniedException`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The same request is refused again until somebody changes a setting, a permission or the request. */
export class VendRefused extends TokenNotVended {
  readonly isRetryable = false;
}

/** The vendor, or the API behind it, does not answer now. Try again later. */
export class VendorUnavailable extends TokenNotVended {
  readonly isRetryable = true;
}

/** A dot is in the names that Lambda gives, as `Sandbox.Timedout` and `Runtime.ExitError`: the function died. */
const PASSES = /^(TokenApiUnavailable|RenewedJustNow|NotBootstrapped|SecretUnreadable|\w+\..*)$/;

/** Keeps one consumer's token as long as it lives long enough. Callers at the same time share one request. */
export function vendedToken(options: VendedTokenOptions): VendedToken {
  const { minimumLifetimeSeconds = 60, lambda = new LambdaClient(), clock = Date.now } = options;
  let kept: { readonly token: string; readonly expiresAt: number } | undefined;
  let refused: string | undefined;
  let asking: Promise<string> | undefined;

  const ask = async (): Promise<string> => {
    const askedAt = clock();
    const answer = await vend(lambda, options, {
      ...(options.scopes && { scopes: options.scopes }),
      minimum_lifetime_seconds: minimumLifetimeSeconds,
      ...(refused !== undefined && { instead_of: createHash('sha256').update(refused).digest('hex') }),
    });
    kept = { token: answer.access_token, expiresAt: askedAt + answer.expires_in * 1000 };
    refused = undefined;
    return kept.token;
  };
  return async ({ insteadOf } = {}) => {
    // Of many callers that were refused with one token, the first has it replaced and the others get the new one.
    if (insteadOf !== undefined && insteadOf === (kept?.token ?? insteadOf)) [refused, kept] = [insteadOf, undefined];
    if (kept !== undefined && kept.expiresAt - clock() >= minimumLifetimeSeconds * 1000) return kept.token;
    return (asking ??= ask().finally(() => (asking = undefined)));
  };
}

async function vend(lambda: Pick<LambdaClient, 'send'>, { functionName, alias }: VendedTokenOptions, request: object) {
  const command = new InvokeCommand({ FunctionName: functionName, Qualifier: alias, Payload: JSON.stringify(request) });
  const { FunctionError, Payload } = await lambda.send(command).catch((error: unknown) => {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    // Without a status nothing was answered. Credentials that are not there do not come by themselves.
    const { httpStatusCode: status = name === 'CredentialsProviderError' ? 401 : 503 } = $metadata ?? {};
    throw status === 429 || status >= 500 ? new VendorUnavailable(name, message) : new VendRefused(name, message);
  });
  const answer = JSON.parse(Buffer.from(Payload ?? []).toString() || '{}') as Record<string, unknown> | null;
  const {
    access_token,
    expires_in,
    errorType = 'NoToken',
    errorMessage = 'The function gave no token.',
  } = answer ?? {};
  if (FunctionError === undefined && typeof access_token === 'string' && typeof expires_in === 'number') {
    return { access_token, expires_in };
  }
  const code = String(errorType);
  throw new (PASSES.test(code) ? VendorUnavailable : VendRefused)(code, String(errorMessage));
}
