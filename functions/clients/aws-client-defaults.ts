/**
 * How the AWS clients behave in a function: the SDK's own time limit is five minutes a request, longer than any
 * function here runs. Three attempts of 5 s leave room for others within a rotation step's 60 s.
 */
export const AWS_CLIENT_DEFAULTS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
} as const;

/** The name of what an AWS client threw: all that may be told of it, since SDK errors carry requests and answers. */
export function awsErrorName(error: unknown): string {
  return error instanceof Error && /^[A-Za-z]+$/.test(error.name) ? error.name : 'an unknown error';
}
