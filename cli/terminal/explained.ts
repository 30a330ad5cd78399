import { CommandProblem, EXIT, type ExitCode } from './exit-codes.ts';

/** What went wrong, for a person, and the exit code that says so to a script. */
export interface Explained {
  readonly message: string;
  readonly exitCode: ExitCode;
}

/** What Node says when there is no way to somebody; the SDK wraps it, and then only the message has it. */
const NETWORK = /\b(ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)\b/;

const NOT_SIGNED_IN =
  /^(CredentialsProviderError|ExpiredToken|ExpiredTokenException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|UnrecognizedClientException|TokenProviderError)$/;

/** Explains whatever a command failed with; no stack trace, and nothing of a request. */
export function explained(error: unknown): Explained {
  if (error instanceof CommandProblem) return { message: error.message, exitCode: error.exitCode };
  const { name, message, code = '' } = error as Error & { code?: string };
  if (/^AccessDenied|^Forbidden|^UnauthorizedOperation/.test(name)) {
    return {
      message: `AWS does not permit this: ${message}\nAsk whoever administers the account; docs/cli.md lists what operators need.`,
      exitCode: EXIT.notPermitted,
    };
  }
  if (NOT_SIGNED_IN.test(name)) {
    return {
      message: `AWS does not know you: ${message}\nSign in, or choose a profile with AWS_PROFILE.`,
      exitCode: EXIT.notPermitted,
    };
  }
  const [noWay] = NETWORK.exec(`${code} ${message}`) ?? [];
  if (noWay !== undefined) {
    return {
      message: `AWS cannot be reached (${noWay}): is the endpoint right, and the sandbox started?`,
      exitCode: EXIT.notPermitted,
    };
  }
  if (name === 'TimeoutError') {
    return {
      message: 'AWS did not answer in time. Look with status before you try again.',
      exitCode: EXIT.notPermitted,
    };
  }
  return {
    message: `${name}: ${message}\nHow the clients are says: npm run tokens -- status`,
    exitCode: EXIT.needsPerson,
  };
}
